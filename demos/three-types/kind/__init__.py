"""A kind of Transformer: who may look at whom, and what it makes of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo import View
from livedemo.views import render


@dataclass(frozen=True)
class Kind(View):
    """One kind, with a square for each pair of which one looked at the other.

    A square is empty where no head of any layer gave any weight, and else the fuller the more the
    head that gave most of it gave.

    Args:
        title: its name; ``model`` is the one that runs, and ``text`` says who may look at whom.
        seen: the largest weight of all heads, row by row; rows look, columns are looked at.
        names: of the rows, which are the columns too.
        row: the one from which the answer is read, from 1; 0 for none.
        parts: how many of the first ones are of the text that is read, where another is written.
        task: what was asked; ``answer`` what came out.
    """

    LABELS: ClassVar[int] = 12  # of more rows the names are left out
    LEVELS: ClassVar[int] = 6
    LEAST: ClassVar[float] = 1e-30  # less than this some processors take for 0

    title: str
    model: str
    text: str
    seen: Sequence[Sequence[float]]
    names: Sequence[str]
    row: int
    parts: int
    task: str
    answer: View

    @property
    def shown(self) -> str:
        """The answer, rendered and escaped by its own template."""
        return render(self.answer)

    @property
    def paths(self) -> list[tuple[float, str]]:
        """Squares by ink, from faint to full; even the faintest can be told from none."""
        cells: dict[int, list[str]] = {}
        for i, row in enumerate(self.seen):
            for j, weight in enumerate(row):
                if weight > self.LEAST:
                    level = min(self.LEVELS, 1 + int(self.LEVELS * weight**0.5))
                    cells.setdefault(level, []).append(f"M{j} {i}h.9v.9h-.9z")
        least = 0.25
        return [
            (round(least + (1 - least) * (level - 1) / (self.LEVELS - 1), 2), "".join(cells[level]))
            for level in sorted(cells)
        ]

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the reader's CSV."""
        return " ".join(f"{100 * weight:.1f}" for row in self.seen for weight in row)

    @property
    def words(self) -> str:
        """The squares in words, for those who do not see them."""
        count = sum(weight > self.LEAST for row in self.seen for weight in row)
        return f"{count:,} of {len(self.names) ** 2:,} squares are filled"
