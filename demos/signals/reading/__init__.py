"""What is written, what it looks at, and what the encoder made of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Arcs, Strip


@dataclass(frozen=True)
class Reading(Arcs):
    """Lines from words to touches; beside each touch its part of the play and its vector.

    Args:
        language: the words' own, as `lang` has it.
        parts: what each touch stands for.
        vectors: what the encoder made of each touch.
    """

    language: str = ""
    parts: Sequence[str] = ()
    vectors: Sequence[Sequence[float]] = ()

    @property
    def strips(self) -> list[Strip]:
        """The vectors, inked on one scale."""
        full = max((abs(x) for vector in self.vectors for x in vector), default=0.0)
        return [Strip(vector, "", full) for vector in self.vectors]
