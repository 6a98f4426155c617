"""One neuron of a GPT's MLPs: where it fires, what it pushes, what is otherwise without it.

In the shapes L = layers, d = width, V = tokens, T = tokens of the text, K = how many are named.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from livedemo_export.spec import Graph, Input
from torch import Tensor

from workshop.architectures.gpt import Open

NAMED = 8  # K


class Neuron(Open):
    """What one neuron says at each token of a text, and what the model says if it is turned.

    A block's MLP has 4d neurons. Each reads the stream, and where it fires adds its own vector,
    times how much it fires, to the stream.
    """

    def turned(self, ids: Tensor, gate: Tensor) -> tuple[Tensor, Tensor]:
        """The stream after the last block [T, d], and what all neurons said [L, T, 4d].

        gate [L, 4d] weighs what each neuron passes on.
        """
        slots = self.slots[: ids.shape[0]]
        mask = slots[:, None] >= slots[None, :]
        x, said = self.embed(ids, slots), []
        for layer, block in enumerate(self.gpt.h):
            projected = block.attn.c_attn(block.ln_1(x)).split(self.width, dim=-1)
            q, k, v = (self.by_head(m) for m in projected)
            scores = q @ k.transpose(1, 2) / math.sqrt(self.size)
            attention = torch.softmax(torch.where(mask, scores, -1e9), dim=-1)
            x = x + block.attn.c_proj((attention @ v).transpose(0, 1).reshape(-1, self.width))
            fires = block.mlp.act(block.mlp.c_fc(block.ln_2(x)))  # [T, 4d]
            said.append(fires)
            x = x + block.mlp.c_proj(fires * gate[layer])
        return x, torch.stack(said)

    def forward(
        self, ids: Tensor, layer: Tensor, neuron: Tensor, times: Tensor, at: Tensor
    ) -> tuple[Tensor, ...]:
        """Of neuron [1] in layer [1], both from 1: what it says at each token, fires [T].

        The second is the token `seen` [1], from 0, whose next one is asked for: `at` [1], or where
        it fires most if that is below 0. Of the K likeliest next tokens: their ids, and their
        chances as it is and with what the neuron says taken `times` [1]. Last the ids of the K
        tokens that it pushes up most and down most by itself, and by how much, in logits for each
        unit that it fires, beside the mean token; the final norm's division is left out.
        """
        inner = self.gpt.h[0].mlp.c_fc.weight.shape[1]
        here = torch.arange(1, self.layers + 1)[:, None] == layer  # [L, 1]
        one = here & (torch.arange(1, inner + 1)[None, :] == neuron)  # [L, 4d]
        stream, said = self.turned(ids, torch.ones(self.layers, inner))
        fires = torch.where(one[:, None, :], said, 0.0).sum((0, 2))  # [T]
        most = fires.argmax(0, keepdim=True).to(at.dtype)
        seen = torch.where(at < 0, most, at.clamp(max=ids.shape[0] - 1))
        other, _ = self.turned(ids, torch.where(one, times, 1.0))
        chances, others = (
            torch.softmax(self.logits(x.index_select(0, seen))[0], -1) for x in (stream, other)
        )
        on, order = torch.topk(chances, NAMED)

        written = torch.stack([block.mlp.c_proj.weight for block in self.gpt.h])  # [L, 4d, d]
        vector = torch.where(one[:, :, None], written, 0.0).sum((0, 1))  # [d]
        pushed = self.gpt.wte.weight @ ((vector - vector.mean()) * self.gpt.ln_f.weight)
        pushed = pushed - pushed.mean()  # chances do not change where all logits move together
        up, raised = torch.topk(pushed, NAMED)
        down, lowered = torch.topk(-pushed, NAMED)
        named = (order.int(), on, others.index_select(0, order))
        return fires, seen, *named, raised.int(), up, lowered.int(), -down


def graph(lm: Any, windows: Sequence[Tensor]) -> Graph:
    """The graph `neuron`, with three or more windows of ids for its examples."""

    def whole(value: int) -> Tensor:
        return torch.tensor([value], dtype=torch.int32)

    def example(ids: Tensor, layer: int, neuron: int, **more: Tensor) -> dict[str, Tensor]:
        return {"ids": ids, "layer": whole(layer), "neuron": whole(neuron), **more}

    names = ("order", "on", "turned", "raised", "up", "lowered", "down")
    return Graph(
        module=Neuron(lm),
        inputs={
            "ids": Input("int32", ("T",)),
            "layer": Input("int32", (1,)),
            "neuron": Input("int32", (1,)),
            "times": Input("float32", (1,), default=0.0),
            "at": Input("int32", (1,), default=-1),
        },
        outputs={"fires": ("T",), "seen": (1,), **{name: (NAMED,) for name in names}},
        examples=[
            example(windows[0][:8], 1, 3),
            example(windows[1][:1], 2, 5, times=torch.tensor([4.0])),
            example(windows[2][:64], lm.config.n_layer, 7, at=whole(20)),
        ],
    )
