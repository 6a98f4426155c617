"""What a reader has answered so far."""

from __future__ import annotations

import re
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

#: The passage, and of each answer which of five options, and how sure.
ANSWERS = re.compile(r"[1-9]-([1-5][1-4])*")


@dataclass(frozen=True)
class Answers(Control):
    """A passage and answers to it in their order, two digits each, set in the picture: ``1-1342``.

    Attributes:
        most: answers; what comes after them is left out.
    """

    most: int

    def parse(self, raw: object) -> str:
        """Accept a digit, a hyphen and pairs of digits."""
        if not isinstance(raw, str) or (raw and not ANSWERS.fullmatch(raw)):
            raise ControlError(
                "must be a passage, a hyphen, and answers of two digits each, an option from 1 "
                f"to 5 and how sure, from 1 to 4, such as 1-1342, not {raw!r:.80}"
            )
        return raw[: 2 + 2 * self.most]

    def ends(self) -> tuple[str, ...]:
        """None, one, all, and those to a passage that is not there."""
        return ("", "1-11", "1-" + "53" * self.most, "9-44")
