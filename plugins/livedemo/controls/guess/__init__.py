"""A guess before the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from livedemo.controls import Control, ControlError, texts


@dataclass(frozen=True)
class Guess(Control):
    """A guess before the answer: a question with a few options; ``""`` until the reader answers.

    Answering sets the controls in ``sets`` first, so that the figure shows what was asked about.
    The demo answers with a `livedemo.Verdict`. Turning any other control takes the guess back.
    """

    above: ClassVar[bool] = True
    question: str = ""
    options: Sequence[str] = ()
    sets: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise `ControlError` where the options are no texts."""
        if not texts("Guess", "options", self.options):
            raise ControlError("Guess has no options: write options=['a', 'b']")

    def parse(self, raw: object) -> str:
        """Accept one of the options, or ``""``."""
        if raw == "" or (isinstance(raw, str) and raw in self.options):
            return str(raw)
        raise ControlError(f"must be one of {', '.join(self.options)}, or empty, not {raw!r}")

    def states(self) -> Sequence[str]:
        """All options."""
        return list(self.options)

    def back(self) -> str:
        """A guess was about the old inputs."""
        return ""

    def brings(self) -> Mapping[str, object]:
        """What it asks about."""
        return self.sets
