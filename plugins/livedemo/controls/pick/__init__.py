"""A number that is set in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, count


@dataclass(frozen=True)
class Pick(Control):
    """A whole number set by choosing something in the picture (``data-set``), 0 for none.

    Of the numbers, the first ``ahead`` have their states computed ahead.
    """

    ahead: int = 0

    def states(self) -> Sequence[int]:
        """None, and the first ``ahead``."""
        return range(self.ahead + 1) if self.ahead else ()

    def ends(self) -> Sequence[int]:
        """The first, and one that is not there: an address may name any."""
        return (1, 999_999)

    def parse(self, raw: object) -> int:
        """Accept a whole number, 0 or more."""
        return count(raw, "a whole number")
