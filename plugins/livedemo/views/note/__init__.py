"""A remark."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Note(View):
    """A remark about the input: what was cut, what is missing. Nothing where it is empty."""

    text: str
