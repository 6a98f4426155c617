"""A matrix of weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo.pieces import Piece
from livedemo.tensor import Tensor
from livedemo.views import Picture, Quantity
from livedemo.views.ink import ink, per_cent


@dataclass(frozen=True)
class Heatmap(Picture):
    """A matrix of weights with its tokens: rows look, columns are looked at.

    One tab stop; arrow keys read a cell out; choosing a row sets ``control`` to it (from 1). Cells
    are as large as there is room for, within bounds; where there is too little, the map scrolls.

    Args:
        weights: shape [T, T], values in [0, 1].
        rows, columns: the tokens.
        picked: a row to mark, from 1; 0 for none.
    """

    LEAST: ClassVar[float] = 1.15  # side of a cell, in heights of its labels' letters
    MOST: ClassVar[float] = 3.2
    WHOLE: ClassVar[float] = 36  # side of a map of many cells: it fits a screen
    GAP: ClassVar[float] = 0.06  # between two cells, in cells

    weights: Tensor
    rows: Sequence[Piece]
    columns: Sequence[Piece]
    picked: int = 0
    control: str = ""
    caption: str = ""
    of: Quantity = "attention"

    @property
    def width(self) -> float:
        """Of all cells where there is room, in heights of letters."""
        count = len(self.columns)
        return min(self.MOST * count, max(self.WHOLE, self.LEAST * count))

    @property
    def reach(self) -> list[int]:
        """How many columns of each row are laid out: with a causal mask those up to its own."""
        columns = len(self.columns)
        ahead = any(any(row.tolist()[i + 1 :]) for i, row in enumerate(self.weights))
        return [columns if ahead else min(i + 1, columns) for i in range(len(self.rows))]

    @property
    def paths(self) -> list[tuple[float, str]]:
        """Ink by level."""
        return ink(self.weights, self.GAP)

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the readout."""
        return per_cent(self.weights)
