"""The tokens of a text, one of which asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Piece, View


@dataclass(frozen=True)
class Askers(View):
    """Tokens as buttons; choosing one sets ``word`` to it, from 1, and takes ``key`` back."""

    pieces: Sequence[Piece]
    asking: int
