"""A file of the reader's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")


@dataclass(frozen=True)
class File(Control):
    """A file of the reader's own: the demo gets its bytes in base64, "" where none is open.

    It never leaves the page, and no link holds it.

    Attributes:
        accept: which files the browser offers, by their names' ends: ``.csv``.
        most: bytes; a larger one is refused.
    """

    accept: str = ""
    most: int = 1_000_000

    def parse(self, raw: object) -> str:
        """Accept base64."""
        if not isinstance(raw, str) or not BASE64.fullmatch(raw):
            raise ControlError("must be a file's bytes in base64")
        if len(raw) > 4 * -(-self.most // 3):
            raise ControlError(f"takes files of {self.most:,} bytes at most")
        return raw

    def ends(self) -> Sequence[str]:
        """No file, and one of three bytes."""
        return ("", "AAAA")
