"""A matrix of weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.pieces import Piece
from livedemo.tensor import Tensor
from livedemo.views import View
from livedemo.views.ink import ink, per_cent


@dataclass(frozen=True)
class Heatmap(View):
    """A matrix of weights with its tokens: rows look, columns are looked at.

    One tab stop; arrow keys read a cell out; choosing a row sets ``control`` to it (from 1).

    Args:
        weights: shape [T, T], values in [0, 1].
        rows, columns: the tokens.
        picked: a row to mark, from 1; 0 for none.
    """

    weights: Tensor
    rows: Sequence[Piece]
    columns: Sequence[Piece]
    picked: int = 0
    control: str = ""
    caption: str = ""

    @property
    def cell(self) -> float:
        """Side of a cell, in CSS pixels: short texts fit a phone, none is too small to hit."""
        room = (300 if len(self.columns) <= 14 else 620) - self.left
        return max(14, min(30, room // max(1, len(self.columns))))

    @property
    def left(self) -> int:
        """Width of the row labels."""
        return 12 + 8 * min(12, max((len(piece.label) for piece in self.rows), default=1))

    @property
    def top(self) -> int:
        """Height of the column labels, which stand on end."""
        return 12 + 8 * min(12, max((len(piece.label) for piece in self.columns), default=1))

    @property
    def paths(self) -> list[tuple[float, str]]:
        """Ink by level."""
        return ink(self.weights, self.cell, gap=1)

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the readout."""
        return per_cent(self.weights)
