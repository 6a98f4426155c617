"""All pairs of places in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo import Tensor
from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Places(Picture):
    """A square for each pair of places: the more ink, the larger its number.

    Args:
        numbers: shape [N, N]; row = the first place, column = the second.
        first, second: the pair that is marked, counted from 0.
        caption: what the numbers are; ``across`` and ``down`` name the columns and the rows.
    """

    LEVELS: ClassVar[int] = 10  # of ink, a path each
    TICKS: ClassVar[int] = 8  # places between two that are named

    numbers: Tensor
    first: int
    second: int
    caption: str
    down: str
    across: str
    of: Quantity = "measure"

    @property
    def size(self) -> int:
        """N."""
        return self.numbers.shape[0]

    @property
    def ticks(self) -> Sequence[int]:
        """The places that are named."""
        return [1, *range(self.TICKS, self.size + 1, self.TICKS)]

    @property
    def paths(self) -> list[tuple[float, str]]:
        """(opacity, path data) of lines as thick as a square; the smallest number has no ink.

        What a place is to itself does not count, lest all else be pale beside it.
        """
        others = [n for i, row in enumerate(self.numbers) for j, n in enumerate(row.data) if i != j]
        least, most = min(others), max(others)
        scale = self.LEVELS / ((most - least) or 1.0)
        cells: dict[int, list[str]] = {}
        for i, row in enumerate(self.numbers):
            for j, number in enumerate(row.data):
                if level := min(self.LEVELS, max(0, round(scale * (number - least)))):
                    cells.setdefault(level, []).append(f"M{j} {i}h.9")
        return [(level / self.LEVELS, "".join(cells[level])) for level in sorted(cells)]

    @property
    def alike(self) -> str:
        """A line through all pairs that are as far apart as the marked one, as path data."""
        apart = self.second - self.first
        begin = max(0, -apart), max(0, apart)
        steps = self.size - abs(apart) - 1
        return f"M{begin[1]} {begin[0]}l{steps} {steps}"
