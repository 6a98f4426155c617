"""What a model wrote, with what stood there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Written(View):
    """Texts that go on from one beginning, one below the other.

    Args:
        names: of the texts.
        begin: the text that they begin with.
        texts: of each, its pieces in turn, and whether each stands where the text repeats itself.
    """

    names: Sequence[str]
    begin: str
    texts: Sequence[Sequence[tuple[str, bool]]]

    @property
    def runs(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """Each text's name, and its pieces, neighbours of one kind put together."""
        found = []
        for name, text in zip(self.names, self.texts, strict=True):
            joined: list[tuple[str, bool]] = []
            for piece, again in text:
                if joined and joined[-1][1] == again:
                    joined[-1] = (joined[-1][0] + piece, again)
                else:
                    joined.append((piece, again))
            found.append((name, joined))
        return found
