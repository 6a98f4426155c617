"""A push button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, count


@dataclass(frozen=True)
class Button(Control):
    """A push button; the demo gets how often it was pressed, 0 at first.

    Attributes:
        stop: the label while the demo streams, when a second press stops it; "" for none.
    """

    stop: str = ""

    def parse(self, raw: object) -> int:
        """Accept a count of presses."""
        return count(raw, "a count of presses")

    def ends(self) -> Sequence[int]:
        """Pressed once."""
        return (1,)

    def back(self) -> int | None:
        """A stream that it began is not begun again by other controls."""
        return 0 if self.stop else None
