"""Places of other texts at which a neuron fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Found(View):
    """Passages, in each the token at which it fires, and how much.

    Args:
        places: what stands before, the token, what stands after, how much it fires.
        caption: what they are.
    """

    places: Sequence[tuple[str, str, str, float]]
    caption: str
