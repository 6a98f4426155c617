"""Labels that the reader gives, and how long that took."""

from __future__ import annotations

import re
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

COUNT = 12
GIVEN = re.compile(r"([pn.]{12})(?:@([1-9]\d{0,4}))?")


def read(value: str) -> tuple[str, int]:
    """A label for each sentence, ``p``, ``n`` or ``.``, and seconds from the first to the last."""
    found = GIVEN.fullmatch(value or "." * COUNT)
    assert found
    return found[1], int(found[2] or 0)


@dataclass(frozen=True)
class Answers(Control):
    """A label for each of twelve sentences, set in the picture: ``pn..........@4``, or ``""``.

    ``p`` is positive, ``n`` negative. ``@4`` says that four seconds passed from the first label to
    the last; the page keeps the time.
    """

    def parse(self, raw: object) -> str:
        """Accept labels, with the seconds or without."""
        if raw == "" or raw == "." * COUNT:
            return ""
        if isinstance(raw, str) and GIVEN.fullmatch(raw):
            return raw
        raise ControlError(
            f"must be {COUNT} of p, n and ., such as pnpp........ or pnpp........@9, not {raw!r}"
        )

    def ends(self) -> tuple[str, ...]:
        """None, one, all of one kind, some of each, and someone slow."""
        return ("", "p...........", "nnnnnnnnnnnn", "pn.p........@7", "pnpnpnpnpnpn@99999")
