"""A text and what was written on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Passage(View):
    """A text and what a model wrote on; where one new piece ends and the next begins is shown."""

    text: str
    new: Sequence[str] = ()
