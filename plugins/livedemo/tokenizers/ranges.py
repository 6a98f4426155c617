"""Sets of characters, read from the generated table when they are first needed.

The table says how Hugging Face `tokenizers` classes each code point. Python's own `unicodedata`
can't: each Python release follows another version of Unicode, and the crates behind
`tokenizers` follow several.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import Self

from . import table


class Ranges:
    """A set of code points, kept as the sorted code points where it begins and ends."""

    def __init__(self, edges: list[int]) -> None:
        """`edges`: the first code point inside, the first outside again, and so on."""
        self._edges = edges

    @classmethod
    @cache
    def of(cls, name: str) -> Self:
        """The set that the table calls `name`."""
        return cls(list(accumulate(_numbers(getattr(table, name.upper())))))

    def __contains__(self, code: int) -> bool:
        """Whether the code point is in the set."""
        return bisect_right(self._edges, code) % 2 == 1


def lower(character: str) -> str:
    """The character in lower case, whatever stands around it (so never a final sigma)."""
    return _lower_case().get(character, character)


@cache
def _lower_case() -> dict[str, str]:
    numbers = iter(_numbers(table.LOWER))
    mapping = dict(table.LOWER_SEVERAL)
    start = 0
    for gap, count, stride, zigzag in zip(numbers, numbers, numbers, numbers, strict=True):
        start += gap
        distance = -(zigzag + 1) // 2 if zigzag % 2 else zigzag // 2
        for code in range(start, start + count * stride, stride):
            mapping[chr(code)] = chr(code + distance)
    return mapping


def _numbers(base36: str) -> list[int]:
    return [int(number, 36) for number in base36.split()]
