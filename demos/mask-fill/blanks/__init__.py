"""A text whose words can be hidden, and shown again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from livedemo import View

from ..hidden import names


@dataclass(frozen=True)
class Blanks(View):
    """Words in a row; choosing one hides it, or shows it again, by setting ``control``.

    Args:
        words: the words and marks.
        hidden: which are hidden, by number, from 1.
    """

    words: Sequence[str]
    hidden: Collection[int]
    control: str

    def then(self, word: int) -> str:
        """What is hidden once a word is chosen."""
        return names({*self.hidden} ^ {word})
