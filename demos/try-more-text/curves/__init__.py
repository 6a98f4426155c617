"""What a byte costs by how much was read: lines over doublings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo import View


@dataclass(frozen=True)
class Curves(View):
    """Lines over the same steps, each with its name at its end.

    Args:
        steps: what stands below, from left to right.
        lines: by name, a value for each step.
        low, high: the ends of the vertical axis, in whole units.
        caption: what the axes count.
    """

    WIDE: ClassVar[int] = 360
    HIGH: ClassVar[int] = 210
    LEFT: ClassVar[int] = 28  # room beside the picture, for the axis
    RIGHT: ClassVar[int] = 62  # for the names
    BELOW: ClassVar[int] = 24
    ABOVE: ClassVar[int] = 8
    LINE: ClassVar[int] = 15

    steps: Sequence[str]
    lines: Mapping[str, Sequence[float]]
    low: float
    high: float
    caption: str

    def x(self, step: int) -> float:
        """Where a step is."""
        room = self.WIDE - self.LEFT - self.RIGHT
        return round(self.LEFT + room * step / (len(self.steps) - 1), 1)

    def y(self, value: float) -> float:
        """Where a value is."""
        room = self.HIGH - self.ABOVE - self.BELOW
        return round(self.ABOVE + room * (self.high - value) / (self.high - self.low), 1)

    def path(self, values: Sequence[float]) -> str:
        """A line as SVG path data."""
        return "M" + "L".join(f"{self.x(i)} {self.y(value)}" for i, value in enumerate(values))

    @property
    def ends(self) -> dict[str, float]:
        """How far down each name stands: at its line's end, and clear of the one above it."""
        found: dict[str, float] = {}
        above = -float(self.LINE)
        for name, values in sorted(self.lines.items(), key=lambda line: -line[1][-1]):
            found[name] = above = max(self.y(values[-1]), above + self.LINE)
        return found

    @property
    def marks(self) -> list[float]:
        """Values on the vertical axis, half a unit apart."""
        count = round(2 * (self.high - self.low))
        return [self.low + i / 2 for i in range(count + 1)]
