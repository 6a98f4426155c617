"""One line of words."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Say(View):
    """One line of words that says what is seen. A screen reader hears it after each run."""

    text: str
