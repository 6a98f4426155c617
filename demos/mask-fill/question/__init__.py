"""Two texts, and whether the second follows the first."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Question(View):
    """Texts A and B with two answers to choose from, 1 (it follows) and 2 (it does not).

    Choosing one sets ``answer`` to ``base`` plus it; ``chosen`` is the one given, 0 for none.
    """

    first: str
    second: str
    base: int
    chosen: int
