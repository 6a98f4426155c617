"""All heads of a model at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo.tensor import Tensor
from livedemo.views import Picture, Quantity
from livedemo.views.ink import strokes


@dataclass(frozen=True)
class Heads(Picture):
    """All heads of a model as small pictures, one picked.

    Args:
        attention: shape [layers, heads, T, T]; row = the token that looks.
        layer, head: the picked one, counted from 1.
        controls: the two that choosing another one sets, to its layer and to its head.
    """

    attention: Tensor
    layer: int
    head: int
    controls: tuple[str, str]
    of: Quantity = "attention"

    @property
    def size(self) -> int:
        """T, the side of each picture."""
        return self.attention.shape[2]

    @property
    def cells(self) -> list[list[list[tuple[float, str]]]]:
        """The pictures by layer and head."""
        drawn = strokes(self.attention)
        return [[next(drawn) for _ in layer] for layer in self.attention]
