"""The numbers of a query, keys and values, to be edited."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livedemo.controls import Control, ControlError, texts

LEAST, MOST = -3, 3
WHOLE = re.compile(r"-?[0-9]")


@dataclass(frozen=True)
class Numbers(Control):
    """Whole numbers in a row of text: the query's two, then each token's key and value, two each.

    Attributes:
        tokens: the tokens that have a key and a value.
        asking: the one whose query it is.
        presets: numbers to try, as ``{label: numbers}``.
    """

    tokens: Sequence[str] = ()
    asking: str = ""
    presets: Mapping[str, str] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest number and the largest."""
        return LEAST, MOST

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return 2 + 4 * len(self.tokens)

    def parse(self, raw: object) -> str:
        """Accept so many numbers with spaces between them."""
        given = raw.split() if isinstance(raw, str) else []
        read = [int(number) for number in given if WHOLE.fullmatch(number)]
        if len(read) != len(given) or len(read) != self.count or not within(read):
            raise ControlError(
                f"must be {self.count} whole numbers from {LEAST} to {MOST} with spaces between "
                f"them, not {raw!r:.80}"
            )
        return " ".join(map(str, read))

    def choices(self) -> dict[str, str]:
        """The presets."""
        return dict(self.presets)

    def states(self) -> Sequence[str]:
        """The presets."""
        return texts("Numbers", "presets", self.presets)

    def ends(self) -> Sequence[str]:
        """All as small as they may be, none at all, all as large, and what is far apart."""
        rows = len(self.tokens)
        far = [MOST, LEAST, *(number for row in range(rows) for number in ends_of(row))]
        alike = (" ".join([str(each)] * self.count) for each in (LEAST, 0, MOST))
        return (*alike, " ".join(map(str, far)), *self.states())


def within(numbers: Sequence[int]) -> bool:
    """Whether none is out of bounds."""
    return all(LEAST <= number <= MOST for number in numbers)


def ends_of(row: int) -> tuple[int, int, int, int]:
    """A key that fits a query of (3, -3) as well, or as badly, as any; and a value."""
    return (MOST, LEAST, 0, MOST) if row % 2 else (LEAST, MOST, MOST, 0)
