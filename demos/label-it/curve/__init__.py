"""Right answers by the number of labels, which doubles from mark to mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import ClassVar

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Measured:
    """What so many labels bring: the mean share of right answers, and where 8 of 10 draws lie."""

    labels: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve(Picture):
    """A learning curve with the spread of the draws it is the mean of, and points beside it.

    Args:
        measured: the curve, at least two points, from left to right.
        points: (labels, share) by their names, at most three.
    """

    WIDE: ClassVar[int] = 460
    HIGH: ClassVar[int] = 260
    LEFT: ClassVar[int] = 50
    RIGHT: ClassVar[int] = 14
    TOP: ClassVar[int] = 26
    BOTTOM: ClassVar[int] = 44
    LOW: ClassVar[float] = 0.3
    SHARES: ClassVar[tuple[float, ...]] = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    TICKS: ClassVar[tuple[int, ...]] = (2, 4, 12, 50, 200, 800)
    KINDS: ClassVar[tuple[str, ...]] = ("round", "open", "square")

    measured: Sequence[Measured]
    points: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    of: Quantity = "measure"

    def x(self, labels: float) -> float:
        """Where a number of labels stands."""
        low, high = 0.0, log2(self.measured[-1].labels)
        share = (log2(labels) - low) / (high - low)
        return round(self.LEFT + share * (self.WIDE - self.LEFT - self.RIGHT), 1)

    def y(self, share: float) -> float:
        """How high a share is; one below the picture stands at its foot."""
        room = self.HIGH - self.BOTTOM - self.TOP
        part = (max(share, self.LOW) - self.LOW) / (1 - self.LOW)
        return round(self.HIGH - self.BOTTOM - room * part, 1)

    def _line(self, points: Sequence[tuple[float, float]]) -> str:
        return "L".join(f"{self.x(at)} {self.y(share)}" for at, share in points)

    @property
    def path(self) -> str:
        """The mean."""
        return "M" + self._line([(one.labels, one.mean) for one in self.measured])

    @property
    def band(self) -> str:
        """Where eight of ten draws lie."""
        over = [(one.labels, one.high) for one in self.measured]
        under = [(one.labels, one.low) for one in reversed(self.measured)]
        return f"M{self._line([*over, *under])}Z"

    @property
    def spots(self) -> list[tuple[str, str, float, float]]:
        """The points: kind, name, place."""
        return [
            (kind, name, self.x(labels), self.y(share))
            for kind, (name, (labels, share)) in zip(self.KINDS, self.points.items(), strict=False)
        ]
