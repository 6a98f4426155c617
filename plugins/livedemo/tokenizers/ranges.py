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
        return cls.parse(getattr(table, name.upper()))

    @classmethod
    def parse(cls, lengths: str) -> Self:
        """From the lengths, in base 36, of the runs outside and inside by turns, 0 first."""
        return cls(list(accumulate(int(length, 36) for length in lengths.split())))

    def __contains__(self, code: int) -> bool:
        """Whether the code point is in the set."""
        return bisect_right(self._edges, code) % 2 == 1
