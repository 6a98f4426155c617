"""What a picture of a whole GPT draws of one text, and of a token, a layer and a head in it.

In the shapes T = tokens, L = layers, H = heads of dh, d = H dh, V = tokens of the vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from livedemo_export.spec import Graph, Input, Tolerance
from torch import Tensor

from workshop.architectures.gpt import Open

SAYS = 3  # tokens that are named after a layer
NEXT = 10  # that are named at the end


class Insides(Open):
    """A GPT's forward pass, with what each part of it added to the residual stream.

    What a head brings from one token to another is its weight times the length of what is brought,
    the value after the output projection (Kobayashi et al. 2020, arXiv:2004.10102); it is told as a
    share of the length that the stream of the token has once all heads have added to it.
    """

    def named(self, x: Tensor, count: int) -> tuple[Tensor, Tensor]:
        """The likeliest next tokens after each of x [N, d]: chances and ids, [N, count]."""
        chances, ids = torch.topk(torch.softmax(self.logits(x), dim=-1), count)
        return chances, ids.int()

    def forward(
        self, ids: Tensor, token: Tensor, layer: Tensor, head: Tensor
    ) -> tuple[Tensor, ...]:
        """See `graph` for what comes out; token, layer and head [1] are counted from 0."""
        slots = self.slots[: ids.shape[0]]
        mask = slots[:, None] >= slots[None, :]
        x = self.embed(ids, slots)
        streams, middles, attention, brought, added, wrote = [x], [], [], [], [], []
        queries, keys, neurons = [], [], []
        for number in range(self.layers):
            block = self.gpt.h[number]
            normed = block.ln_1(x)
            q, k, v = (self.by_head(m) for m in block.attn.c_attn(normed).split(self.width, dim=-1))
            looks = torch.softmax(
                torch.where(mask, q @ k.transpose(1, 2) / math.sqrt(self.size), -1e9), dim=-1
            )
            output = block.attn.c_proj
            carried = v @ output.weight.view(self.heads, self.size, self.width)  # [H, T, d]
            by_head = looks @ carried  # [H, T, d]
            middle = x + by_head.sum(0) + output.bias
            active = block.mlp.act(block.mlp.c_fc(block.ln_2(middle)))  # [T, 4 d]
            after = middle + block.mlp.c_proj(active)
            length = middle.norm(dim=-1)  # [T]
            brought.append(looks * carried.norm(dim=-1)[:, None, :] / length[:, None])
            added.append(
                torch.stack(
                    [
                        (middle - x).norm(dim=-1) / length,
                        (after - middle).norm(dim=-1) / after.norm(dim=-1),
                    ]
                )
            )
            wrote.append(by_head.index_select(1, token)[:, 0].norm(dim=-1))
            attention.append(looks)
            queries.append(q)
            keys.append(k)
            neurons.append(active.index_select(0, token))
            middles.append(middle.index_select(0, token))
            x = after
            streams.append(x)

        stream = torch.stack(streams)  # [L + 1, T, d]
        shares = torch.stack(brought)  # [L, H, T, T]
        weights = torch.stack(attention)
        own = stream.index_select(1, token)[:, 0]  # [L + 1, d]
        after_layers, after_ids = self.named(own[1:], SAYS)
        between, between_ids = self.named(torch.cat(middles).index_select(0, layer), SAYS)
        chances, order = self.named(own[-1:], NEXT)
        opened = weights.index_select(0, layer)[0]  # [H, T, T]
        key = torch.stack(keys).index_select(0, layer)[0].index_select(0, head)[0]  # [T, dh]
        query = torch.stack(queries).index_select(0, layer)[0].index_select(0, head)[0]
        query = query.index_select(0, token)  # [1, dh]
        return (
            weights,
            shares.sum(1),
            shares.index_select(2, token)[:, :, 0],
            torch.stack(added),
            stream.norm(dim=-1).index_select(1, token)[:, 0],
            after_layers,
            after_ids,
            between[0],
            between_ids[0],
            chances[0],
            order[0],
            torch.stack(wrote).index_select(0, layer)[0],
            torch.stack(neurons).index_select(0, layer)[0, 0],
            opened.index_select(1, token)[:, 0],
            query[0],
            key,
            (query @ key.T / math.sqrt(self.size))[0],
        )


def graph(lm: Any, windows: Sequence[Tensor]) -> Graph:
    """The graph of a GPT's insides, with three or more windows of ids as its examples."""
    size = Open(lm)
    layers, heads, width = size.layers, size.heads, size.width
    one = Input("int32", (1,), default=0)

    def at(*places: int) -> dict[str, Tensor]:
        numbers = (torch.tensor([place], dtype=torch.int32) for place in places)
        return dict(zip(("token", "layer", "head"), numbers, strict=True))

    return Graph(
        module=Insides(lm),
        inputs={"ids": Input("int32", ("T",)), "token": one, "layer": one, "head": one},
        outputs={
            "attention": (layers, heads, "T", "T"),
            "flow": (layers, "T", "T"),  # shares, brought by all heads together
            "picked": (layers, heads, "T"),  # shares that each head brought to the token
            "added": (layers, 2, "T"),  # by attention and by the MLP: shares of the stream after it
            "length": (layers + 1,),  # of the token's stream, from the embedding on
            "says": (layers, SAYS),  # chances after each layer, by the last step applied early
            "says_ids": (layers, SAYS),
            "between": (SAYS,),  # the same in the middle of the layer, after its heads
            "between_ids": (SAYS,),
            "chances": (NEXT,),  # of the next token
            "order": (NEXT,),
            "wrote": (heads,),  # how long what each head of the layer wrote for the token is
            "neurons": (4 * width,),  # the layer's, for the token, after their GELU
            "looks": (heads, "T"),  # the layer's attention weights of the token
            "query": (size.size,),  # the head's, of the token
            "keys": ("T", size.size),
            "scores": ("T",),  # their products over the root of dh, before the mask
        },
        tolerance=Tolerance(),  # a chance that is read early moves more than what is allowed else
        examples=[
            {"ids": windows[0][:8], **at(5, 3, 2)},
            {"ids": windows[1][:1]},
            {"ids": windows[2][:64], **at(63, layers - 1, heads - 1)},
        ],
    )
