"""Ways to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Options(View):
    """A text and tokens that may come next; choosing one adds it to ``answers``.

    Args:
        text: as far as it is known.
        words: the tokens, as they are shown; none at the end.
        answers: those given so far, as the control holds them.
        sure: what is added behind the option's number.
    """

    text: str
    words: Sequence[str]
    answers: str
    sure: str

    def then(self, option: int) -> str:
        """The answers, once an option is chosen."""
        return f"{self.answers}{option}{self.sure}"
