"""Names beside points: as many as there is room for, the important ones first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Of names, in CSS pixels: their size, a letter's width, a line's height, the way to the point; as
# in pick.js. Where the page's letters are larger, all of it is.
FONT, LETTER, LINE, GAP = 12, 6.6, 15, 7
#: Widths of the picture for which names are placed, in CSS pixels, from a phone's to a page's.
NARROW, WIDE = 250, 560
MOST = {NARROW: 40, WIDE: 90}  # names

# On a point's right, its left, above and below: pixels from there, the anchor, and how much of the
# name is left of it.
SIDES = (
    (GAP, 4, "start", 0.0),
    (-GAP, 4, "end", 1.0),
    (0, -GAP, "middle", 0.5),
    (0, GAP + 9, "middle", 0.5),
)

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Name:
    """A point's name where it stands: per cent of the field, and pixels from there."""

    point: int
    x: float
    y: float
    dx: float
    dy: float
    anchor: str
    wide: bool


def place(
    names: Sequence[str], spots: Sequence[tuple[float, float]], order: Iterable[int]
) -> list[Name]:
    """The names that fit, at a phone's width, and those that more room adds.

    Args:
        names: one for each point.
        spots: where each point is, in per cent of the field.
        order: the points that want a name, the most important first.
    """
    wanted = list(dict.fromkeys(order))
    longs = {point: LETTER * len(names[point]) for point in wanted}
    placed: dict[int, tuple[Name, float]] = {}  # with the share that is left of the anchor
    for width in (NARROW, WIDE):
        field = Field(width)
        for point, (name, left) in placed.items():
            field.put(box(name.x, name.y, name.dx, name.dy, left, longs[point], width))
        for point in wanted:
            if len(placed) >= MOST[width]:
                break
            if point in placed:
                continue
            x, y = spots[point]
            for dx, dy, anchor, left in SIDES:
                taken = box(x, y, dx, dy, left, longs[point], width)
                if field.free(taken):
                    field.put(taken)
                    placed[point] = Name(point, x, y, dx, dy, anchor, width == WIDE), left
                    break
    return [name for name, _ in placed.values()]


def box(x: float, y: float, dx: float, dy: float, left: float, long: float, width: int) -> Box:
    """What a name covers, ``long`` pixels with the share ``left`` of them left of its anchor."""
    start = x * width / 100 + dx - left * long
    middle = y * width / 100 + dy - 4
    return start, middle - LINE / 2, start + long, middle + LINE / 2


class Field:
    """A square with boxes in it, all as high as a line: each meets only those of near lines."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._lines: defaultdict[int, list[Box]] = defaultdict(list)

    def put(self, box: Box) -> None:
        """Take the room of a box."""
        line = int(box[1] // LINE)
        for near in (line - 1, line, line + 1):
            self._lines[near].append(box)

    def free(self, box: Box) -> bool:
        """Whether a box lies in the field and touches none."""
        left, top, right, bottom = box
        if left < 0 or top < 0 or right > self.width or bottom > self.width:
            return False
        for other in self._lines[int(top // LINE)]:
            if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom:
                return False
        return True
