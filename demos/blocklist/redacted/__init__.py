"""A text in which what stands on the list is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Redacted(View):
    """A text as its parts in turn: what stays, and what is covered.

    Args:
        parts: each with whether it stands on the list.
        bare: whether these are shown as they are.
    """

    parts: Sequence[tuple[str, bool]]
    bare: bool = False
