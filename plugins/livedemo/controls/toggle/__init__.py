"""A switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

_YES = {"yes", "true", "on", "1"}
_NO = {"no", "false", "off", "0"}


@dataclass(frozen=True)
class Toggle(Control):
    """A switch."""

    def parse(self, raw: object) -> bool:
        """Accept a boolean, or ``yes``/``no``, ``on``/``off``, ``true``/``false`` in any case."""
        if isinstance(raw, bool):
            return raw
        word = raw.strip().lower() if isinstance(raw, str) else ""
        if word in _YES | _NO:
            return word in _YES
        raise ControlError(f"must be yes or no, not {raw!r}")

    def states(self) -> Sequence[bool]:
        """On and off."""
        return (False, True)
