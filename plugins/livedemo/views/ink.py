"""Weights as ink: what pictures of attention are drawn with."""

from __future__ import annotations

import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from operator import itemgetter

from livedemo.tensor import Tensor

INK = 12  # levels of ink: one path each, however many cells a picture has
FEW = 5  # levels in a picture of a few pixels a cell
_HIGH = sys.byteorder == "little"  # where the upper half of a float32 stands

_SAME = re.compile(rb"([^\0])\1*", re.DOTALL)

# The upper half of a float32 is a number of sixteen bits that grows with it; these are those of the
# least weight that may leave ink and of 1.
_FIRST, _ONE = 0x3A00, 0x3F80


@cache
def _table(most: int, power: float) -> bytes:
    """The level of ink for each upper half of a float32."""
    between = (
        round(most * (2.0 ** ((half >> 7) - 127) * (1 + ((half & 127) + 0.5) / 128)) ** power)
        for half in range(_FIRST, _ONE)
    )
    return bytes(_FIRST) + bytes(between) + bytes([most]) * (0x8000 - _ONE) + bytes(0x8000)


def _levels(weights: Tensor, most: int, power: float) -> bytes:
    """How much ink each weight in [0, 1] leaves, from 0 to ``most``: a byte each, in order."""
    numbers = weights.data
    if weights.dtype != "float32":  # a mask of 0 and 1, say
        numbers = memoryview(array("f", numbers))
    halves = memoryview(numbers.cast("B").cast("H")[_HIGH::2].tobytes()).cast("H")
    # One call for all of them; it makes no tuple of fewer than two, hence the zeros.
    return bytes(itemgetter(0, 0, *halves)(_table(most, power))[2:])


def ink(weights: Tensor, gap: float = 0) -> list[tuple[float, str]]:
    """Draw a matrix of weights in [0, 1] as one SVG path for each level of ink; a cell is 1 by 1.

    The square root keeps a tenth visible beside a half; the table has the numbers. Returns
    (opacity, path data) from faint to full; cells that would not show are left out.
    """
    columns = weights.shape[1]
    side = f"{1 - gap:.2f}"
    cell = f"h{side}v{side}h-{side}z"
    paths: dict[int, list[str]] = defaultdict(list)
    for at, level in enumerate(_levels(weights, INK, 0.5)):
        if level:
            row, column = divmod(at, columns)
            paths[level].append(f"M{column} {row}{cell}")
    return _by_level(paths, INK)


def strokes(weights: Tensor) -> Iterator[list[tuple[float, str]]]:
    """Draw matrices [..., T, T] of weights in [0, 1] small: (opacity, path) by level, for each.

    A path is to be stroked 1 wide: row i runs along y = i, and what lies side by side and is alike
    is one stroke. Ink is in proportion to weight; what is below a tenth leaves none.
    """
    rows, columns = weights.shape[-2:]
    found = _levels(weights, FEW, 1)
    for begin in range(0, len(found), rows * columns):
        paths: dict[int, list[str]] = defaultdict(list)
        for row in range(rows):
            first = begin + row * columns
            for run in _SAME.finditer(found, first, first + columns):
                start, end = run.span()
                paths[found[start]].append(f"M{start - first} {row}h{end - start}")
        yield _by_level(paths, FEW)


def _by_level(paths: dict[int, list[str]], most: int) -> list[tuple[float, str]]:
    return [(round(level / most, 2), "".join(paths[level])) for level in sorted(paths)]


def per_cent(weights: Tensor) -> str:
    """All weights in per cent, row by row, with a space between them."""
    return " ".join(f"{100 * value:.0f}" for value in weights.data)
