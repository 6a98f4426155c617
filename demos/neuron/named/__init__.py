"""Neurons that have a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Named(View):
    """Buttons that choose a neuron by what it fires for.

    Args:
        neurons: what each fires for, its layer and its number.
        picked: layer and number of the one that is shown.
    """

    neurons: Sequence[tuple[str, int, int]]
    picked: tuple[int, int]
