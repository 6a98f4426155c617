"""Characters on a map, each where its vector is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from livedemo import View

SIDE = 40  # of the map, which is as fine as what is learned is the same on each processor
CLASSES = ("ld-t4", "ld-t5", "ld-t6", "ld-t2", "ld-t1", "ld-t0")


@dataclass(frozen=True)
class Mark:
    """A character, and where it is drawn."""

    name: str
    group: str
    x: int
    y: int


@dataclass(frozen=True)
class Letters(View):
    """Characters where their vectors are, with lines from where they were before.

    Args:
        names: of the characters.
        places: one for each, [n, 2]; both axes have one scale, and no numbers.
        before: where they were, [n, 2] on the same axes; none where nothing was before.
        groups: for each group its name and the positions of its characters.
        caption: what the lines say.
    """

    names: Sequence[str]
    places: Sequence[Sequence[float]]
    before: Sequence[Sequence[float]]
    groups: Mapping[str, Sequence[int]]
    caption: str

    @property
    def side(self) -> int:
        """Of the map."""
        return SIDE

    @property
    def _scale(self) -> float:
        return max((abs(value) for place in self.places for value in place), default=0.0) or 1.0

    def _at(self, place: Sequence[float]) -> tuple[int, int]:
        x, y = (round(SIDE / 2 * (1 + max(-1.2, min(1.2, v / self._scale)))) for v in place)
        return x, SIDE - y

    @property
    def marks(self) -> list[Mark]:
        """The characters."""
        return [
            Mark(self.names[i], classes, *self._at(self.places[i]))
            for classes, members in zip(CLASSES, self.groups.values(), strict=False)
            for i in members
        ]

    @property
    def trails(self) -> str:
        """All lines as one path."""
        ends = zip(self.before, self.places, strict=False)
        pairs = ((self._at(start), self._at(end)) for start, end in ends)
        return "".join(f"M{a} {b}L{c} {d}" for (a, b), (c, d) in pairs)

    @property
    def key(self) -> list[tuple[str, str]]:
        """Groups and their classes."""
        return list(zip(self.groups, CLASSES, strict=False))
