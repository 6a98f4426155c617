"""A vector as a strip of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from livedemo.views import Picture, Quantity

LEVELS = 8  # of ink, each way: one path each, however many cells there are


@dataclass(frozen=True)
class Strip(Picture):
    """The numbers of a vector, row by row, each a cell whose ink says how far it is from 0.

    Cells of the residual stream, and of what is read from it or added to it, have one colour above
    zero and another below; those of any other quantity are hollow below zero.

    Args:
        values: the numbers.
        caption: what they belong to.
        full: the size at which a cell has full ink; 0 for that of the largest number.
        columns: cells in a row.
        of: what the numbers are.
    """

    values: Sequence[float]
    caption: str
    full: float = 0.0
    columns: int = 48
    of: Quantity = "residual"

    @property
    def rows(self) -> int:
        """How many rows the cells need."""
        return max(1, ceil(len(self.values) / self.columns))

    @property
    def paths(self) -> list[tuple[str, float, str]]:
        """(sign, opacity, path data) of the cells that show; ``sign`` is ``over`` or ``under``."""
        full = self.full or max(map(abs, self.values), default=0.0) or 1.0
        cells: dict[tuple[str, int], list[str]] = {}
        for at, value in enumerate(self.values):
            if level := min(LEVELS, round(LEVELS * abs(value) / full)):
                row, column = divmod(at, self.columns)
                sign = "over" if value > 0 else "under"
                cells.setdefault((sign, level), []).append(f"M{column} {row}h.9v.9h-.9z")
        return [
            (sign, round(level / LEVELS, 2), "".join(cells[sign, level]))
            for sign, level in sorted(cells)
        ]

    @property
    def words(self) -> str:
        """The strip in words, for those who do not see it."""
        if not self.values:
            return "no numbers"
        return f"{len(self.values)} numbers from {min(self.values):z.1f} to {max(self.values):z.1f}"
