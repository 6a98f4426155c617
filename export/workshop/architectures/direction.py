"""A direction of a GPT: from the middle of one kind of text to that of another, layer by layer.

In the shapes L = layers, d = width, T = tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from livedemo_export.spec import Graph, Input
from torch import Tensor, nn
from transformers import GPT2LMHeadModel

from workshop.architectures.gpt import Open

AFTER = 8  # tokens of a window that do not count: with so little before them, all texts are alike


def middle(lm: GPT2LMHeadModel, windows: Sequence[Tensor]) -> Tensor:
    """The mean of what leaves each block, [L, d], over all tokens of windows of ids [T]."""
    opened = Open(lm)
    with torch.no_grad():
        hidden = [opened.whole(ids, *opened.unchanged())[2][1:, AFTER:] for ids in windows]
    return torch.cat(hidden, 1).mean(1)


class Direction(nn.Module):
    """What to add to the residual stream, as the other graphs take it in `steer`."""

    way: Tensor

    def __init__(self, way: Tensor) -> None:
        super().__init__()
        self.register_buffer("way", way)  # [L, d]

    def forward(self, strength: Tensor, layer: Tensor) -> Tensor:
        """Strength [1] times the way between the middles, at layer [1], counted from 1: [L, d]."""
        at = torch.arange(1, self.way.shape[0] + 1) == layer
        return strength * torch.where(at[:, None], self.way, 0.0)


def graph(lm: GPT2LMHeadModel, start: Sequence[Tensor], end: Sequence[Tensor]) -> Graph:
    """The graph `direction`, from the middle of some windows of ids to that of others."""
    way = middle(lm, end) - middle(lm, start)
    layers, width = way.shape
    return Graph(
        module=Direction(way),
        inputs={"strength": Input("float32", (1,)), "layer": Input("int32", (1,))},
        outputs={"steer": (layers, width)},
        examples=[
            {"strength": torch.tensor([strength]), "layer": torch.tensor([layer]).int()}
            for strength, layer in ((1.0, 1), (-2.5, layers))
        ],
    )
