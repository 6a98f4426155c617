"""How surprised two readers are, at each place of a dial."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from livedemo.views import Picture, Quantity

WIDE, HIGH = 420, 190
LEFT, RIGHT, TOP, BOTTOM = 24, 8, 8, 36  # around the plot
Points = Mapping[int, float]


@dataclass(frozen=True)
class Curve(Picture):
    """Two lines over the places of a dial, and where it stands.

    Args:
        lines: name -> bits a token by place; the first is solid, the second dashed.
        most: the dial's last place; its first is as far on the other side of 0.
        at: where it stands.
        caption: what the picture shows.
    """

    lines: Mapping[str, Points]
    most: int
    at: int
    caption: str
    of: Quantity = "loss"

    @property
    def size(self) -> tuple[int, int]:
        """Of the picture."""
        return WIDE, HIGH

    @property
    def top(self) -> int:
        """The highest level, in bits: a multiple of 5."""
        highest = max((bits for line in self.lines.values() for bits in line.values()), default=0)
        return max(25, -5 * int(-highest // 5))  # the same for most, so that it stands still

    def x(self, place: float) -> float:
        """Where a place of the dial is."""
        return round(LEFT + (WIDE - LEFT - RIGHT) * (place + self.most) / (2 * self.most), 1)

    def y(self, bits: float) -> float:
        """Where a level is."""
        return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * bits / self.top, 1)

    @property
    def paths(self) -> list[str]:
        """The lines."""
        return [
            "M" + "L".join(f"{self.x(place)} {self.y(line[place])}" for place in sorted(line))
            for line in self.lines.values()
            if line
        ]

    @property
    def dots(self) -> list[tuple[float, float]]:
        """Where the lines are at the dial's place."""
        return [
            (self.x(self.at), self.y(line[self.at]))
            for line in self.lines.values()
            if self.at in line
        ]

    @property
    def levels(self) -> list[int]:
        """Bits at which a line is drawn."""
        return list(range(0, self.top + 1, 5))

    @property
    def places(self) -> list[tuple[int, str]]:
        """Places with a number under them."""
        return [(at, signed(at)) for at in range(-self.most, self.most + 1, 2)]


def signed(place: int) -> str:
    """A place of the dial with its sign, 0 with none."""
    return f"{place:+d}".replace("-", "−") if place else "0"
