"""A text whose words can be picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Words(View):
    """Words in a row; choosing one sets ``control`` to its number, from 1."""

    words: Sequence[str]
    picked: int
    control: str
