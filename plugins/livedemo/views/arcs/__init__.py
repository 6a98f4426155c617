"""Lines from token to token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo.pieces import Piece
from livedemo.tensor import Tensor
from livedemo.views import Picture, Quantity
from livedemo.views.ink import per_cent


@dataclass(frozen=True)
class Arcs(Picture):
    """Lines from each token to the tokens it looks at: left looks, right is looked at.

    Lines have the colour of the token that looks where the site gives their quantity none.

    Args:
        weights: shape [T, S], values in [0, 1].
        pieces: the T tokens that look.
        picked: only this token's lines are drawn in full, from 1; 0 for all.
        control: the control that choosing a token sets.
        onto: the S tokens that are looked at, where they are others, as in cross-attention.
    """

    weights: Tensor
    pieces: Sequence[Piece]
    picked: int = 0
    control: str = ""
    of: Quantity = "attention"
    onto: Sequence[Piece] = ()

    FAINT: ClassVar[float] = 0.04  # weights below are not drawn

    @property
    def looked(self) -> Sequence[Piece]:
        """What is looked at."""
        return self.onto or self.pieces

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the reader's CSV."""
        return per_cent(self.weights)

    @property
    def lines(self) -> list[tuple[int, int, float]]:
        """(from, to, weight) of what is drawn, faint lines first."""
        found = [
            (i, j, weight)
            for i, row in enumerate(self.weights)
            if not self.picked or i == self.picked - 1
            for j, weight in enumerate(row.tolist())
            if weight >= self.FAINT
        ]
        return sorted(found, key=lambda line: line[2])
