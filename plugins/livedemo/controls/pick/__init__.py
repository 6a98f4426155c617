"""A number that is set in the picture."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo.controls import Control, count


@dataclass(frozen=True)
class Pick(Control):
    """A whole number set by choosing something in the picture (``data-set``), 0 for none."""

    def parse(self, raw: object) -> int:
        """Accept a whole number, 0 or more."""
        return count(raw, "a whole number")
