"""What a model would say, layer by layer: a grid of words, with one cell open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from livedemo import Piece
from livedemo.views import Picture, Quantity, View


@dataclass(frozen=True)
class Says:
    """The likeliest next token at one place and layer.

    Attributes:
        label: its visible text; ``share`` its chance, 0 to 1.
        final: whether it is the one that the model ends with.
        settles: whether it is so from this layer on, and was not in the one before.
    """

    label: str
    share: float
    final: bool = False
    settles: bool = False


@dataclass(frozen=True)
class Lens(Picture):
    """A row for each token, a column for each layer; tint is chance.

    Choosing a cell sets ``word`` and ``layer`` to it, counted from 1. It opens below its row.

    Args:
        rows: the tokens of the text.
        cells: what is said, by token and layer.
        word, layer: the open cell.
        inside: what it shows.
    """

    TINTS: ClassVar[int] = 8

    rows: Sequence[Piece]
    cells: Sequence[Sequence[Says]]
    word: int
    layer: int
    inside: View
    of: Quantity = "probability"

    def tint(self, share: float) -> int:
        """A chance in steps of an eighth; a small one is seen as well, by its square root."""
        return round(self.TINTS * sqrt(min(1.0, max(0.0, share))))
