"""What a model expects, in two orders of one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Chance:
    """A chance, and how it is written."""

    share: float
    shown: str


@dataclass(frozen=True)
class Row:
    """A token with its chance in the old order, and in the new one where there is one."""

    label: str
    chances: Sequence[Chance]


@dataclass(frozen=True)
class Says(Picture):
    """The likeliest tokens of a model, each with its bars: pale in the old order, full in the new.

    Args:
        title: the kind of model; ``model`` is the one that ran.
        full: the chance that fills the width.
    """

    title: str
    model: str
    rows: Sequence[Row]
    full: float
    of: Quantity = "probability"

    @property
    def twice(self) -> bool:
        """Whether there is a new order."""
        return any(len(row.chances) > 1 for row in self.rows)
