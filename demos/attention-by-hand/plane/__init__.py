"""A plane with vectors of two numbers in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import ClassVar

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Mark:
    """A vector in the plane.

    Attributes:
        name: what is written beside it.
        at: its two numbers.
        share: the area of its dot; None for an arrow.
        of: its quantity, where it is not the plane's.
        ring: whether it is a ring.
        faint: whether it has no say.
    """

    name: str
    at: tuple[float, float]
    share: float | None = None
    of: Quantity | None = None
    ring: bool = False
    faint: bool = False


@dataclass(frozen=True)
class Plane(Picture):
    """Vectors as arrows or dots, with numbers from -3 to 3 both ways."""

    UNIT: ClassVar[int] = 24
    WIDE: ClassVar[int] = 130  # from the middle to each side
    HIGH: ClassVar[int] = 94
    DOT: ClassVar[float] = 13.0  # radius of a share of 1
    LETTER: ClassVar[float] = 7.3  # width of one

    marks: Sequence[Mark]
    caption: str
    of: Quantity = "key"

    @property
    def grid(self) -> str:
        """Lines at whole numbers, as path data."""
        end, steps = 3 * self.UNIT, range(-3, 4)
        return "".join(
            f"M{i * self.UNIT} {-end}V{end}M{-end} {i * self.UNIT}H{end}" for i in steps if i
        )

    @property
    def axes(self) -> str:
        """The two lines at 0, as path data."""
        end = 3 * self.UNIT
        return f"M0 {-end}V{end}M{-end} 0H{end}"

    def spot(self, mark: Mark) -> tuple[float, float]:
        """Where a vector ends; the second number goes up."""
        return round(mark.at[0] * self.UNIT, 1), round(-mark.at[1] * self.UNIT, 1)

    def radius(self, mark: Mark) -> float:
        """Of a dot; one without a share can still be seen."""
        return round(max(4.0, self.DOT * sqrt(mark.share or 0.0)), 1)

    def arrow(self, mark: Mark) -> str:
        """A line from the middle with a head, as path data; a ring for what has no length."""
        x, y = self.spot(mark)
        long = hypot(x, y)
        if not long:
            return ""
        u, v = 7 * x / long, 7 * y / long
        sides = [(x - u + s * v / 2, y - v - s * u / 2) for s in (1, -1)]
        (a, b), (c, d) = sides
        return f"M0 0L{x:g} {y:g}M{a:z.1f} {b:z.1f}L{x:g} {y:g}L{c:z.1f} {d:z.1f}"

    @property
    def names(self) -> list[tuple[str, float, float]]:
        """What is written, and where it begins: one line for all marks at one place."""
        together: dict[tuple[float, float], list[Mark]] = {}
        for mark in self.marks:
            together.setdefault(self.spot(mark), []).append(mark)
        return [self._name(x, y, marks) for (x, y), marks in together.items()]

    def _name(self, x: float, y: float, marks: Sequence[Mark]) -> tuple[str, float, float]:
        """The name of what is at (x, y): outwards of it, below a ring, and inside the picture."""
        name = ", ".join(mark.name for mark in marks)
        wide = self.LETTER * len(name)
        long = hypot(x, y) or 1.0
        away = 6 + max(
            5.0 * mark.ring or (mark.share is not None) * self.radius(mark) for mark in marks
        )
        u, v = (0.0, 1.0) if all(mark.ring for mark in marks) else (x / long, y / long)
        begin = x + away * u - wide * (0.5 if abs(u) < 0.5 else 0.0 if u > 0 else 1.0)
        base = y + away * v + 4 + 4 * (v > 0.5)
        return (
            name,
            round(min(max(begin, -self.WIDE), self.WIDE - wide), 1),
            round(min(max(base, 10 - self.HIGH), self.HIGH - 3), 1),
        )
