"""The words that are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

NUMBERS = re.compile(r"[1-9]\d{0,2}(,[1-9]\d{0,2})*")


def names(words: Iterable[int]) -> str:
    """Words by their numbers, as a link holds them, in order: ``2,5``."""
    return ",".join(map(str, sorted({*words})))


@dataclass(frozen=True)
class Hidden(Control):
    """Words of a text by their numbers, from 1, set by choosing them in the picture: ``2,5``."""

    def parse(self, raw: object) -> str:
        """Accept numbers with commas between them; gives them in order, once each."""
        given = re.sub(r"\s", "", raw) if isinstance(raw, str) else "?"
        if given and not NUMBERS.fullmatch(given):
            raise ControlError(f"must be numbers of words, such as 2,5, not {raw!r}")
        return names(map(int, given.split(","))) if given else ""

    def ends(self) -> tuple[str, ...]:
        """None, the first, many, and one that no text has."""
        return ("", "1", names(range(1, 41)), "999")
