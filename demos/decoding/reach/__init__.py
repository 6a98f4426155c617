"""How many tokens have how much of the chances together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import ClassVar

from livedemo.views import Picture, Quantity, percent


@dataclass(frozen=True)
class Reach(Picture):
    """What the likeliest 1, 2, 3, … tokens have together; full as far as they are kept.

    Args:
        shares: the chances of all tokens, likeliest first, [V].
        keep: how many stay.
        caption: what the picture shows.
    """

    WIDE: ClassVar[int] = 300
    HIGH: ClassVar[int] = 170
    LEFT: ClassVar[int] = 44
    RIGHT: ClassVar[int] = 16
    TOP: ClassVar[int] = 22
    BOTTOM: ClassVar[int] = 36
    POINTS: ClassVar[int] = 48

    shares: Sequence[float]
    keep: int
    caption: str
    of: Quantity = "probability"

    def x(self, rank: float) -> float:
        """Where a rank stands; each tenfold is as wide as the next."""
        room = self.WIDE - self.LEFT - self.RIGHT
        return round(self.LEFT + room * log(rank) / log(max(2, len(self.shares))), 1)

    def y(self, share: float) -> float:
        """How high a share is."""
        return round(self.HIGH - self.BOTTOM - share * (self.HIGH - self.BOTTOM - self.TOP), 1)

    @property
    def mass(self) -> float:
        """What those that are kept have together."""
        return min(1.0, sum(self.shares[: self.keep]))

    @property
    def kept(self) -> str:
        """The line from the first token to the last that is kept, as path data."""
        return self._line(0, self.keep)

    @property
    def field(self) -> str:
        """What is under that line; for one token a bar that can be seen."""
        end = max(self.x(self.keep), self.LEFT + 3)
        floor = self.y(0)
        top = f"H{end}" if self.keep == 1 else ""
        return f"{self.kept}{top}L{end} {floor}H{self.x(1)}Z"

    @property
    def cut(self) -> str:
        """The line from there on."""
        return self._line(self.keep - 1, len(self.shares))

    @property
    def ranks(self) -> list[int]:
        """Those with a number under them."""
        last = len(self.shares)
        tens = [10**power for power in range(len(str(last)))]
        return [rank for rank in tens if 2 * rank < last] + [last]

    @property
    def told(self) -> tuple[str, float, str]:
        """What is written at the cut: the words, where, and which way they run."""
        words = f"{self.keep:,}: {percent(self.mass)}"
        at = self.x(self.keep)
        half = (self.WIDE + self.LEFT) / 2
        return (words, at + 4, "start") if at < half else (words, at - 4, "end")

    def _line(self, first: int, last: int) -> str:
        reached = list(accumulate(self.shares))
        count = len(self.shares)
        places = {round(count ** (step / self.POINTS)) - 1 for step in range(self.POINTS + 1)}
        inside = sorted({first, last - 1, *(at for at in places if first < at < last)})
        return "M" + "L".join(f"{self.x(at + 1)} {self.y(reached[at])}" for at in inside)
