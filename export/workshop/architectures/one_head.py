"""One head of a GPT, from what it is given to what it hands on.

In the shapes T = tokens, L = layers, H = heads of dh, d = H dh.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from livedemo_export.spec import Graph, Input
from torch import Tensor

from workshop.architectures.gpt import Open


class Head(Open):
    """What one token asks for in one head, what all offer, and what it takes away."""

    def forward(
        self, ids: Tensor, token: Tensor, layer: Tensor, head: Tensor
    ) -> tuple[Tensor, ...]:
        """query [dh], keys and values [T, dh], scores and weights [T], mixed [dh].

        token, layer and head [1] are counted from 0. The scores are those before the mask: 0 is
        the weight of what stands after the token, whatever it scores.
        """
        _, _, hidden = self.whole(ids, *self.unchanged())
        projected = torch.stack(
            [
                block.attn.c_attn(block.ln_1(x)).view(-1, 3, self.heads, self.size)
                for block, x in zip(self.gpt.h, hidden, strict=False)  # the last x leaves the model
            ]
        )  # [L, T, 3, H, dh]
        one = projected.index_select(0, layer)[0].index_select(2, head)[:, :, 0]  # [T, 3, dh]
        queries, keys, values = one[:, 0], one[:, 1], one[:, 2]
        query = queries.index_select(0, token)  # [1, dh]
        scores = query @ keys.T / math.sqrt(self.size)  # [1, T]
        seen = self.slots[: ids.shape[0]] <= token
        weights = torch.softmax(torch.where(seen, scores, -1e9), dim=-1)
        return query[0], keys, values, scores[0], weights[0], (weights @ values)[0]


def graph(lm: Any, windows: Sequence[Tensor]) -> Graph:
    """The graph of one head of a GPT, with three or more windows of ids as its examples."""
    size = Open(lm)
    one = Input("int32", (1,), default=0)

    def at(*places: int) -> dict[str, Tensor]:
        numbers = (torch.tensor([place], dtype=torch.int32) for place in places)
        return dict(zip(("token", "layer", "head"), numbers, strict=True))

    return Graph(
        module=Head(lm),
        inputs={"ids": Input("int32", ("T",)), "token": one, "layer": one, "head": one},
        outputs={
            "query": (size.size,),
            "keys": ("T", size.size),
            "values": ("T", size.size),
            "scores": ("T",),
            "weights": ("T",),
            "mixed": (size.size,),
        },
        examples=[
            {"ids": windows[0][:8], **at(5, 3, 2)},
            {"ids": windows[1][:1]},
            {"ids": windows[2][:64], **at(40, size.layers - 1, size.heads - 1)},
        ],
    )
