"""All heads of a model, each a switch."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from livedemo import Tensor
from livedemo.views import Picture, Quantity

Head = tuple[int, int]  # layer and head, counted from 1


@dataclass(frozen=True)
class Switch:
    """One head: its picture, what is off once it is chosen, and what is lost without it."""

    layer: int
    head: int
    ink: list[tuple[float, str]]
    off: bool
    then: str
    lost: str


INK = 6  # levels, one path each: with fewer, fewer weights lie on the edge of one
FAINT = 0.03  # weights below do not show


@dataclass(frozen=True)
class Switches(Picture):
    """All heads as small pictures of their attention; choosing one switches it off, or on again.

    Args:
        attention: shape [layers, heads, T, T]; row = the token that looks.
        off: the heads that are off.
        then: what is off once a head is chosen, as the control `off` has it.
        half: the row and column at which the second saying begins.
        lost: how many points of the right tokens' chance are lost without a head, where known.
    """

    attention: Tensor
    off: Collection[Head]
    then: Mapping[Head, str]
    half: int
    lost: Mapping[Head, float]
    of: Quantity = "attention"

    @property
    def size(self) -> int:
        """T, the side of each picture."""
        return self.attention.shape[2]

    @property
    def rows(self) -> list[list[Switch]]:
        """By layer."""
        return [
            [self._switch((layer, head), weights) for head, weights in enumerate(heads, 1)]
            for layer, heads in enumerate(self.attention, 1)
        ]

    def _switch(self, head: Head, weights: Tensor) -> Switch:
        lost = signed(-self.lost[head]) if head in self.lost else ""
        return Switch(*head, ink(weights), head in self.off, self.then[head], lost)


def signed(points: float) -> str:
    """A whole number with its sign, 0 with none."""
    return f"{points:+.0f}".replace("-", "−") if round(points) else "0"


def ink(weights: Tensor) -> list[tuple[float, str]]:
    """The lower half of weights [T, T] as one SVG path for each level of ink, faint to full."""
    paths: dict[int, list[str]] = {}
    for i, row in enumerate(weights):
        for j, weight in enumerate(row.data[: i + 1]):
            if weight > FAINT:
                level = min(INK, round(INK * weight**0.5))  # the root keeps a tenth visible
                paths.setdefault(level, []).append(f"M{j} {i}h1v1h-1z")
    return [(round(level / INK, 2), "".join(paths[level])) for level in sorted(paths)]
