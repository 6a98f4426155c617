"""Names beside points: where they stand, and that they leave each other room."""

from livedemo.views.scatter.naming import LETTER, MOST, NARROW, SIDES, WIDE, Box, Name, box, place

LEFT = {anchor: left for _, _, anchor, left in SIDES}


def covered(name: Name, text: str, width: int) -> Box:
    left, long = LEFT[name.anchor], LETTER * len(text)
    return box(name.x, name.y, name.dx, name.dy, left, long, width)


def test_names_do_not_overlap() -> None:
    spots = [(float(4 * (i % 23)) + 5, float(2.5 * (i * i % 37)) + 5) for i in range(200)]
    names = [f"name{i}" for i in range(200)]
    placed = place(names, spots, [3, *range(200)])
    assert placed[0].point == 3
    for width in (NARROW, WIDE):
        shown = [name for name in placed if width == WIDE or not name.wide]
        boxes = [covered(name, names[name.point], width) for name in shown]
        assert 10 < len(boxes) <= MOST[width]
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0 and right <= width
            assert top >= 0 and bottom <= width
            for a, b, c, d in boxes[:i]:
                if width == NARROW:
                    assert right <= a or c <= left or bottom <= b or d <= top


def test_on_one_spot_there_is_room_on_the_right_and_the_left() -> None:
    placed = place(["here"] * 9, [(50.0, 50.0)] * 9, range(9))
    assert [(name.point, name.anchor) for name in placed] == [(0, "start"), (1, "end")]
