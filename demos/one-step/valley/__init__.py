"""A loss over one parameter, and the steps that were taken down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import ClassVar

from livedemo.views import Picture, Quantity

Point = tuple[float, float]  # a parameter and its loss


@dataclass(frozen=True)
class Valley(Picture):
    """The loss as a curve, points on it from the first to the last, and the slope at the last.

    Args:
        curve: points of the curve, from left to right; they say how wide and high the picture is.
        points: where the parameter was.
        slope: that of the curve at the last point.
        next: where the next step leads.
    """

    WIDE: ClassVar[int] = 460
    HIGH: ClassVar[int] = 250
    LEFT: ClassVar[int] = 44
    RIGHT: ClassVar[int] = 12
    TOP: ClassVar[int] = 24
    BOTTOM: ClassVar[int] = 44

    curve: Sequence[Point]
    points: Sequence[Point]
    slope: float
    next: Point
    of: Quantity = "loss"

    @property
    def top(self) -> float:
        """The highest loss."""
        return max(loss for _, loss in self.curve)

    def x(self, each: float) -> float:
        """Where a parameter stands."""
        low, high = self.curve[0][0], self.curve[-1][0]
        share = (each - low) / (high - low)
        return round(self.LEFT + share * (self.WIDE - self.LEFT - self.RIGHT), 1)

    def y(self, loss: float) -> float:
        """How high a loss is."""
        room = self.HIGH - self.BOTTOM - self.TOP
        return round(self.HIGH - self.BOTTOM - room * loss / self.top, 1)

    @property
    def path(self) -> str:
        """The curve."""
        return "M" + "L".join(f"{self.x(each)} {self.y(loss)}" for each, loss in self.curve)

    @property
    def way(self) -> str:
        """From point to point, the next one too."""
        every = [*self.points, self.next]
        return "M" + "L".join(f"{self.x(each)} {self.y(loss)}" for each, loss in every)

    @property
    def spots(self) -> list[tuple[float, float]]:
        """Where the points are drawn."""
        return [(self.x(each), self.y(loss)) for each, loss in self.points]

    @property
    def step(self) -> tuple[float, float, float, float]:
        """The step along the ground: from, to, and the two sides of its head."""
        begin, end = self.x(self.points[-1][0]), self.x(self.next[0])
        back = 6 if end < begin else -6
        return begin, end, end + back, self.y(0)

    @property
    def tangent(self) -> str:
        """The slope as a line through the last point, of one length wherever it is."""
        each, loss = self.points[-1]
        wide = self.x(1.0) - self.x(0.0)
        high = (self.y(0.0) - self.y(1.0)) * self.slope
        long = (wide**2 + high**2) ** 0.5
        u, v = 60 * wide / long, 60 * high / long
        x, y = self.x(each), self.y(loss)
        return f"M{x - u:.1f} {y + v:.1f}L{x + u:.1f} {y - v:.1f}"

    @property
    def parameters(self) -> list[tuple[float, str]]:
        """Whole steps of the axis, with their places."""
        return [(self.x(at), _number(at)) for at in _ticks(self.curve[0][0], self.curve[-1][0], 6)]

    @property
    def losses(self) -> list[tuple[float, str]]:
        """Levels, with their heights."""
        return [(self.y(at), _number(at)) for at in _ticks(0.0, self.top, 4)]


def _number(value: float) -> str:
    return f"{value:z,g}".replace("-", "−")


def _ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers between two, at most about so many."""
    rough = (high - low) / most
    ten = 10 ** floor(log10(rough))
    size = next(ten * each for each in (1, 2, 5, 10) if ten * each >= rough)
    return [round(at * size, 6) for at in range(ceil(low / size), floor(high / size) + 1)]
