"""Shares of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Bar:
    """One row of `Bars`. Choosing it sets the controls in ``set``.

    Attributes:
        label: what the bar stands for; ``share`` of the whole, 0 to 1.
        rest: whether it stands for all that have no bar of their own.
        shown: the number beside the bar, where it is not the share in per cent.
    """

    label: str
    share: float
    set: Mapping[str, object] | None = None
    rest: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Bars(Picture):
    """Shares of a whole as horizontal bars: a table of labels, bars and percentages.

    Bars of chances are ``of`` probability; of counts, cosines and other shares, of a measure.

    The rest has a number and no bar: it would dwarf the others, or lie about its length. A share of
    ``full`` fills the width; where it is left out, the largest share does.
    """

    LONG: ClassVar[int] = 12  # characters; a longer label may be cut, and is told on pointing

    caption: str
    bars: Sequence[Bar]
    full: float = 0.0
    of: Quantity = "measure"

    @property
    def longest(self) -> float:
        """The share whose bar fills the width: the largest of a row that is not the rest."""
        largest = max((bar.share for bar in self.bars if not bar.rest), default=1.0)
        return self.full or largest or 1.0
