"""Points on a plane or in space, with as many of their names as there is room for.

A point that has no name beside it is picked by ``pick.js``; points in space are turned by
``space.js``. Both come when the figure goes live.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import cos, sin
from typing import ClassVar

from livedemo.views import View
from livedemo.views.scatter.naming import FONT, MOST, WIDE, Name, place

SIDE = 1000  # of the field in which points are drawn
MARGIN = 40  # around them
YAW, PITCH = 0.6, 0.3  # how a picture in space is turned, in radians

# One for each group, in units of the field: where it begins, from its point, and what follows.
SHAPES = (
    (0, -9, "a9 9 0 1 0 .1 0z"),
    (-8, -8, "h16v16h-16z"),
    (0, -11, "l10 18h-20z"),
    (0, -11, "l10 11l-10 11l-10-11z"),
    (0, 11, "l10-18h-20z"),
    (-3, -10, "h6v7h7v6h-7v7h-6v-7h-7v-6h7z"),
    (-9, -5, "l4-4l5 5l5-5l4 4l-5 5l5 5l-4 4l-5-5l-5 5l-4-4l5-5z"),
)
# Of the tokens' eight colours all but the two that are too near to others in small marks.
CLASSES = (*(f"ld-group ld-t{colour}" for colour in (0, 1, 2, 4, 5, 6)), "ld-group")
DOT = (0, -4, "a4 4 0 1 0 .1 0z")

Place = Sequence[float]


@dataclass(frozen=True)
class Mark:
    """A group: how a point at 0 is drawn, and all of them as one path."""

    name: str
    classes: str
    shape: str
    path: str
    points: Sequence[int]


@dataclass(frozen=True)
class Scatter(View):
    """Points in groups, each with a token's colour and a shape; as many names as there is room for.

    Points keep their distances: both axes have one scale, and no numbers. In space the picture is
    seen from one side, without perspective. Choosing a name sets ``control`` to it.

    Args:
        names: one for each point.
        places: one for each point, all with two numbers or all with three.
        groups: for each group its name, and the positions of its points. At most seven have a
            shape of their own; the last of eight is drawn as dots.
        important: positions of the points whose names come first.
        picked: a point to mark.
        lines: from ``picked`` to other points; True for a full line, False for a dashed one.
        caption: what the picture shows, for who can't see it.
    """

    YAW: ClassVar[float] = YAW
    PITCH: ClassVar[float] = PITCH
    FONT: ClassVar[int] = FONT
    names: Sequence[str]
    places: Sequence[Place]
    groups: Mapping[str, Sequence[int]]
    caption: str
    control: str = ""
    important: Sequence[int] = ()
    picked: int | None = None
    lines: Mapping[int, bool] = field(default_factory=dict)

    @cached_property
    def spots(self) -> list[tuple[int, int]]:
        """Where each point is drawn, on a field of `SIDE` by `SIDE`."""
        flat = [_turned(place) if len(place) == 3 else place for place in self.places]
        xs, ys = [place[0] for place in flat], [place[1] for place in flat]
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        scale = (SIDE - 2 * MARGIN) / (max(max(xs) - min(xs), max(ys) - min(ys)) or 1)
        return [
            (round(SIDE / 2 + (a - x) * scale), round(SIDE / 2 - (b - y) * scale)) for a, b in flat
        ]

    @property
    def solid(self) -> bool:
        """Whether the points are in space."""
        return len(self.places[0]) == 3

    @property
    def at(self) -> str:
        """Where the points are, for the view's modules: two or three whole numbers for each."""
        if not self.solid:
            return " ".join(f"{x} {y}" for x, y in self.spots)
        ends = [(min(axis), max(axis)) for axis in zip(*self.places, strict=True)]
        scale = SIDE / (max(high - low for low, high in ends) or 1)
        return " ".join(
            str(round(SIDE / 2 + (value - (low + high) / 2) * scale))
            for place in self.places
            for value, (low, high) in zip(place, ends, strict=True)
        )

    @property
    def told(self) -> Mapping[str, object]:
        """What else the view's modules need."""
        return {
            "picked": self.picked,
            "lines": list(self.lines.items()),
            "important": list(self.important[: MOST[WIDE]]) if self.solid else [],
            "control": self.control,
        }

    @cached_property
    def marks(self) -> list[Mark]:
        """The groups."""
        marks = []
        for number, (name, points) in enumerate(self.groups.items()):
            x, y, shape = SHAPES[number] if number < len(SHAPES) else DOT
            classes = CLASSES[number] if number < len(CLASSES) else "ld-group-rest"
            spots = [self.spots[i] for i in points]
            path = "".join(f"M{left + x} {top + y}{shape}" for left, top in spots)
            marks.append(Mark(name, classes, f"M{x} {y}{shape}", path, points))
        return marks

    @property
    def paths(self) -> dict[bool, str]:
        """The full lines and the dashed ones, each as one path."""
        if self.picked is None:
            return {}
        x, y = self.spots[self.picked]
        return {
            full: "".join(
                f"M{x} {y}L{self.spots[i][0]} {self.spots[i][1]}"
                for i, kept in self.lines.items()
                if kept is full
            )
            for full in (True, False)
        }

    @property
    def labels(self) -> list[Name]:
        """The names that fit, at a phone's width, and those that more room adds."""
        picked = [] if self.picked is None else [self.picked]
        spots = [(round(100 * x / SIDE, 1), round(100 * y / SIDE, 1)) for x, y in self.spots]
        return place(self.names, spots, [*picked, *self.lines, *self.important])


def _turned(place: Place) -> Place:
    """A place in space as it is seen from one side."""
    x, y, z = place
    x, z = x * cos(YAW) + z * sin(YAW), z * cos(YAW) - x * sin(YAW)
    return x, y * cos(PITCH) - z * sin(PITCH)
