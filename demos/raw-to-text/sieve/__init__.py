"""Lines, some of which have been dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Sieve(View):
    """The lines of a page, each with why it is dropped: "" where it stays."""

    lines: Sequence[tuple[str, str]]
