"""Tokens from the likeliest on, and what a rule leaves of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Row:
    """A token, or several that have no row of their own.

    Attributes:
        label: the token, or how many there are.
        share: its chance before the cut, or theirs together.
        now: its chance after it; 0 for one that is cut.
        rank: its place, from 1; 0 for several.
    """

    label: str
    share: float
    now: float
    rank: int = 0


@dataclass(frozen=True)
class Ranking(Picture):
    """Chances as bars: full what a token had, pale what it gains; hollow what is cut."""

    caption: str
    rows: Sequence[Row]
    of: Quantity = "probability"

    @property
    def full(self) -> float:
        """The chance whose bar fills the width."""
        return max((max(row.share, row.now) for row in self.rows if row.rank), default=1.0)

    def width(self, share: float) -> str:
        """Of a bar, in per cent."""
        return f"{100 * share / self.full:.1f}"
