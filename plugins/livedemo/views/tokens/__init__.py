"""Tokens in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.pieces import Piece
from livedemo.text import direction
from livedemo.views import View


@dataclass(frozen=True)
class Tokens(View):
    """Tokens in a row, each in its colour, with its id below; ``caption`` names the row."""

    pieces: Sequence[Piece]
    ids: bool = True
    caption: str = ""

    @property
    def direction(self) -> str:
        """Which way the row runs: as its text does."""
        return direction("".join(piece.text for piece in self.pieces))
