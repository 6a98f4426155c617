"""A guess against the truth."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Verdict(View):
    """The gap between a guess and the truth, and one sentence of why."""

    guess: str
    truth: str
    why: str = ""

    @property
    def right(self) -> bool:
        """Whether the guess was right."""
        return self.guess == self.truth
