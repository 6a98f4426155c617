"""What is held out is the same every time, and enough."""

from livedemo import parted


def test_an_eighth_is_held_out_or_as_much_as_is_needed() -> None:
    lines = [f"line {number}\n" for number in range(80)]
    learned, held = parted(lines, 10)
    assert len(held) == 10
    assert sorted(learned + held) == sorted(lines)
    assert parted(lines, 10) == (learned, held)
    assert sum(map(len, parted(lines, 200)[1])) >= 200
    assert parted(["one"], 1) == ([], ["one"])
