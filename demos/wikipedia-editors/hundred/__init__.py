"""A guess of so many in a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Guess


@dataclass(frozen=True)
class Hundred(Guess):
    """A guess of 0 to 100 by slider or by number, made when the reader says so; ``""`` until then.

    While the slider moves nothing is guessed yet, or the answer would come with the first pull.
    """

    options: Sequence[str] = tuple(map(str, range(101)))
    unit: str = ""

    def states(self) -> Sequence[str]:
        """None: they are many."""
        return ()

    def ends(self) -> Sequence[str]:
        """Both ends."""
        return ("0", "100")
