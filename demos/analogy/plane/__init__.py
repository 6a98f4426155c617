"""The plane in which a - b + c lies: a parallelogram, and where words fall that lie near it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot, sqrt

from livedemo import View

WIDE, HIGH = 360, 300  # of the picture, in units that are about a CSS pixel
EDGE = 26  # around the points
LETTER, LINE, GAP = (
    7.2,
    15.0,
    9.0,
)  # of names: a letter's width, a line's height, the way to a point
HEAD = 9  # of an arrow

# Where a name may stand: units from its point, the anchor, and how much of it is left of there.
SIDES = (
    (GAP, 4, "start", 0.0),
    (-GAP, 4, "end", 1.0),
    (0, -GAP, "middle", 0.5),
    (0, GAP + 10, "middle", 0.5),
    (GAP, -GAP, "start", 0.0),
    (GAP, GAP + 10, "start", 0.0),
    (-GAP, -GAP, "end", 1.0),
    (-GAP, GAP + 10, "end", 1.0),
)
LEFT_FIRST = (SIDES[1], SIDES[0], *SIDES[2:])

Vector = Sequence[float]
Spot = tuple[float, float]


def fall(
    points: Mapping[str, Vector], a: str, b: str, c: str
) -> dict[str, tuple[float, float, float]]:
    """Where points [d] fall on the plane through three of them, and how far off it they lie.

    Returns for each name the way along b→c, the way across it on a's side, and the way to the
    plane; b is at (0, 0). All three are 0 where the three stand in one line.
    """
    begin = points[b]
    along = _unit(_minus(points[c], begin))
    rise = _minus(points[a], begin)
    up = _unit([r - _dot(rise, along) * x for r, x in zip(rise, along, strict=True)])
    found = {}
    for name, point in points.items():
        way = _minus(point, begin)
        x, y = _dot(way, along), _dot(way, up)
        found[name] = (x, y, sqrt(max(0.0, _dot(way, way) - x * x - y * y)))
    return found


def _minus(one: Vector, other: Vector) -> list[float]:
    return [p - q for p, q in zip(one, other, strict=True)]


def _dot(one: Vector, other: Vector) -> float:
    return sum(p * q for p, q in zip(one, other, strict=True))


def _unit(vector: Vector) -> list[float]:
    long = sqrt(_dot(vector, vector))
    return [x / long if long > 1e-6 else 0.0 for x in vector]


@dataclass(frozen=True)
class Name:
    """A point's name and where it is written."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Plane(View):
    """The parallelogram of b, a, c and the sum, and the words that fall near it.

    Args:
        corners: the names of b, a, the sum and c, in the order round the figure.
        falls: where everything lies, as `fall` gives it.
        caption: what the picture shows.
    """

    corners: Sequence[str]
    falls: Mapping[str, Sequence[float]]
    caption: str

    @property
    def size(self) -> tuple[int, int]:
        """Of the picture."""
        return WIDE, HIGH

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Where everything is drawn: one scale for both directions, a above b."""
        xs, ys = ([fall[i] for fall in self.falls.values()] for i in (0, 1))
        room = WIDE - 2 * EDGE - 60, HIGH - 2 * EDGE  # names need the most room beside a point
        scale = min(
            space / ((max(along) - min(along)) or 1)
            for space, along in zip(room, (xs, ys), strict=True)
        )
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        return {
            name: (
                round(WIDE / 2 + (fall[0] - x) * scale, 1),
                round(HIGH / 2 - (fall[1] - y) * scale, 1),
            )
            for name, fall in self.falls.items()
        }

    @property
    def others(self) -> list[Spot]:
        """The words that are no corner."""
        return [spot for name, spot in self.spots.items() if name not in self.corners]

    @property
    def outline(self) -> str:
        """The four sides, as one path."""
        return (
            "M" + "L".join(f"{x} {y}" for x, y in map(self.spots.__getitem__, self.corners)) + "z"
        )

    @property
    def arrows(self) -> list[str]:
        """From b to a and from c to the sum: the same step."""
        b, a, total, c = map(self.spots.__getitem__, self.corners)
        return [arrow(b, a), arrow(c, total)]

    @cached_property
    def names(self) -> list[Name]:
        """The names that fit, the corners' first."""
        taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in self.spots.values()]
        placed = []
        for name in dict.fromkeys([*self.corners, *self.spots]):
            x, y = self.spots[name]
            long = LETTER * len(name)
            for dx, dy, anchor, left in SIDES if x > WIDE / 2 else LEFT_FIRST:
                start, base = x + dx - left * long, y + dy
                box = (start, base - LINE + 3, start + long, base + 3)
                inside = box[0] >= 0 and box[1] >= 0 and box[2] <= WIDE and box[3] <= HIGH
                if inside and not any(meet(box, other) for other in taken):
                    taken.append(box)
                    placed.append(Name(name, x + dx, y + dy, anchor))
                    break
        return placed


Box = tuple[float, float, float, float]  # left, top, right, bottom


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes share a point."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def arrow(start: Spot, end: Spot) -> str:
    """A line with a head that ends before the point at its end, as SVG path data."""
    x, y = end[0] - start[0], end[1] - start[1]
    long = hypot(x, y)
    if long < 2 * HEAD:
        return ""
    x, y = HEAD * x / long, HEAD * y / long
    tip = end[0] - 2 * x / 3, end[1] - 2 * y / 3
    sides = [(tip[0] - x + s * y / 2, tip[1] - y - s * x / 2) for s in (1, -1)]
    line = f"M{start[0]} {start[1]}L{tip[0]:z.1f} {tip[1]:z.1f}"
    head = "L".join(f"{p:z.1f} {q:z.1f}" for p, q in (sides[0], tip, sides[1]))
    return f"{line}M{head}"
