"""Pairs of numbers as hands of clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import ClassVar

from livedemo import View
from livedemo.views import Quantity

Pair = tuple[float, float]


@dataclass(frozen=True)
class Clock:
    """A pair of numbers at one place, and one at another.

    Attributes:
        one, other: the pairs; the first number goes to the right, the second up.
        turn: by how much a hand turns from place to place.
        product: the two multiplied.
    """

    one: Pair
    other: Pair
    turn: str
    product: str


@dataclass(frozen=True)
class Clocks(View):
    """Clocks with two hands each, one a plain line, the other with a dot at its end.

    Args:
        caption: what they are; ``names`` say which hand is which.
        kinds: of which quantity the one hand is, and the other.
    """

    RADIUS: ClassVar[float] = 40.0

    clocks: Sequence[Clock]
    caption: str
    names: tuple[str, str]
    kinds: tuple[Quantity, Quantity] = ("measure", "measure")

    @property
    def scale(self) -> float:
        """The length of 1: the longest hand reaches the rim."""
        every = [hypot(*hand) for clock in self.clocks for hand in (clock.one, clock.other)]
        return self.RADIUS / max(every)

    def tip(self, hand: Pair) -> str:
        """Where a hand ends, as path data has it."""
        return f"{self.scale * hand[0]:z.1f} {-self.scale * hand[1]:z.1f}"

    def between(self, clock: Clock) -> str:
        """The sector between the two hands, the shorter way round, as path data."""
        reach = 0.45 * self.RADIUS
        (a, b), (c, d) = (
            (reach * x / (hypot(x, y) or 1.0), -reach * y / (hypot(x, y) or 1.0))
            for x, y in (clock.one, clock.other)
        )
        sweep = 1 if a * d - b * c > 0 else 0
        return f"M0 0L{a:z.1f} {b:z.1f}A{reach:g} {reach:g} 0 0 {sweep} {c:z.1f} {d:z.1f}z"
