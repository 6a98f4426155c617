"""How much a neuron fires at each token of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Piece
from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Firing(Picture):
    """Tokens in a row, each under a bar; choosing one sets ``control`` to its place, from 1.

    Args:
        pieces: the tokens.
        fires: how much it fires at each, [T]; what is below zero has no bar.
        picked: the place of the one that is looked at, from 1.
        control: what choosing one sets.
        caption: what the bars say.
    """

    pieces: Sequence[Piece]
    fires: Sequence[float]
    picked: int
    control: str
    caption: str
    of: Quantity = "mlp"

    @property
    def columns(self) -> list[tuple[Piece, float, str]]:
        """Each token with its bar, from 0 to 1, and its number."""
        most = max(1.0, *self.fires)
        return [
            (piece, max(0.0, fires) / most, f"{fires:z.1f}".replace("-", "−"))
            for piece, fires in zip(self.pieces, self.fires, strict=True)
        ]
