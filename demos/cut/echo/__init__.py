"""How likely each token of the second saying was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Piece
from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Echo(Picture):
    """The tokens of a phrase that is said again, each with the chance that the model gave it.

    Args:
        pieces: the tokens; the first has no bar, for nothing says that the phrase begins again.
        whole: the chances of the others with all heads on, [n - 1].
        now: the same with some of them off; equal to ``whole`` where none is.
        caption: what the bars say.
    """

    pieces: Sequence[Piece]
    whole: Sequence[float]
    now: Sequence[float]
    caption: str
    of: Quantity = "probability"

    @property
    def cut(self) -> bool:
        """Whether there are two chances to compare."""
        return self.now != self.whole

    @property
    def columns(self) -> list[tuple[Piece, tuple[float, float] | None]]:
        """Each token with its two chances."""
        return list(zip(self.pieces, [None, *zip(self.whole, self.now, strict=True)], strict=True))
