"""Words in a row, each in the colour of what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.pieces import Chip, Palette
from livedemo.text import direction
from livedemo.views import View


@dataclass(frozen=True)
class Chips(View):
    """Words in a row; ``caption`` names it. A plain string has the colour of all its equals.

    Rows that are compared share a `livedemo.Palette`.
    """

    words: Sequence[Chip | str]
    caption: str = ""
    palette: Palette | None = None

    @property
    def direction(self) -> str:
        """Which way the row runs: as its words do."""
        return direction("".join(chip.label for chip in self.chips))

    @property
    def chips(self) -> list[Chip]:
        """The words with their colours."""
        palette = self.palette or Palette()
        return [
            word if isinstance(word, Chip) else Chip(word, palette(word)) for word in self.words
        ]
