"""The graphs of a GPT: `run` looks at a text, `next` ranks the next token, `decode` writes on.

In the shapes L = layers, H = heads of dh, d = H dh, V = tokens, C = positions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from livedemo_export.spec import Axis, Graph, Input, Model, Quantise
from torch import Tensor
from transformers import GPT2LMHeadModel

from workshop.architectures import held_out
from workshop.architectures.gpt import END, Open

TOP = 64  # how many of the likeliest tokens are named


class Run(Open):
    """Everything about a text.

    hidden[0] is the sum of the embeddings, hidden[l] what leaves block l; so hidden[L] stands
    before the final norm, where transformers' own `hidden_states` have it after the norm.
    """

    def forward(
        self, ids: Tensor, head_scale: Tensor, steer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """logits [T, V], attention [L, H, T, T], hidden [L+1, T, d]."""
        return self.whole(ids, head_scale, steer)


def chances(logits: Tensor, temperature: Tensor) -> Tensor:
    """Softmax of logits [V] at a temperature [1]; at 0 all of it is on the likeliest token."""
    return torch.softmax((logits - logits.max()) / temperature.clamp(min=1e-6), dim=-1)


class Next(Open):
    """How likely what comes next is, and the surprise of what came, in bits.

    The first token has nothing before it: its surprise is that after <|endoftext|>, which stands
    before every text in training.
    """

    begin: Tensor

    def __init__(self, lm: GPT2LMHeadModel) -> None:
        super().__init__(lm)
        with torch.no_grad():
            begin, _, _ = self.whole(torch.tensor([END]), *self.unchanged())
        self.register_buffer("begin", begin, persistent=False)  # [1, V]

    def forward(
        self, ids: Tensor, temperature: Tensor, head_scale: Tensor, steer: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Probabilities [V] from the likeliest token on; order [64], the first ones' ids.

        The third is the surprise [T] of the text's own tokens, at temperature 1.
        """
        logits, _, _ = self.whole(ids, head_scale, steer)
        probabilities, _ = torch.topk(chances(logits[-1], temperature), self.vocabulary)
        _, order = torch.topk(logits[-1], TOP)
        return probabilities, order.int(), self.surprise(ids, logits)

    def surprise(self, ids: Tensor, logits: Tensor) -> Tensor:
        """What each token cost, [T], in bits."""
        before = torch.cat([self.begin, logits])[: ids.shape[0]]  # row t: what was expected at t
        own = torch.log_softmax(before, dim=-1).gather(1, ids[:, None].long())[:, 0]
        return own / -math.log(2)


class Decode(Open):
    """Reads N new tokens after those in the cache, and draws the next.

    The cache [2, L, H, P, dh] holds the keys and values of P - 1 tokens behind a first place that
    nobody looks at: before a text begins it is that place alone. It grows with the text, so that
    the first tokens cost little. The draw walks along the vocabulary until the chances add up to
    `uniform` in [0, 1); a `top_k` of 1 to 64 leaves it only so many of the likeliest tokens.
    """

    def forward(
        self,
        ids: Tensor,
        past: Tensor,
        temperature: Tensor,
        uniform: Tensor,
        top_k: Tensor,
        head_scale: Tensor,
        steer: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The cache with them, probabilities and order [64] of the likeliest, next_id [1]."""
        known = past.shape[3]
        own = known + self.slots[: ids.shape[0]]  # [N]: where the new tokens stand in the cache
        slots = torch.cat([self.slots[:known], own])  # [P+N]
        # The first is as if behind all others. (`&` would do, but onnxruntime-web's WebGPU then
        # takes the program of this `And` for those of other graphs.)
        slots = slots + 2 * self.context * (1 - slots.clamp(max=1))
        mask = own[:, None] >= slots[None, :]  # [N, P+N]

        def put(kind: int, layer: int, new: Tensor) -> Tensor:
            return torch.cat([past[kind, layer], new], dim=1)

        x = self.embed(ids, own - 1)
        all_keys, all_values = [], []
        for layer in range(self.layers):
            x, _, keys, values = self.block(layer, x, mask, head_scale, steer, put)
            all_keys.append(keys)
            all_values.append(values)
        cache = torch.stack([torch.stack(all_keys), torch.stack(all_values)])

        logits = self.logits(x[-1:])[0]
        shares = chances(logits, temperature)
        _, order = torch.topk(logits, TOP)  # by logits: at temperature 0 the other chances tie
        probabilities = shares.index_select(0, order)
        least = probabilities.index_select(0, (top_k - 1).clamp(0, TOP - 1))
        walked = torch.where((shares >= least) | (top_k < 1), shares, 0.0).cumsum(0)
        passed = (walked <= uniform * walked[-1]).sum(0, keepdim=True, dtype=torch.int32)
        return cache, probabilities, order.int(), passed.clamp(max=self.vocabulary - 1)


def number(value: float, dtype: torch.dtype = torch.float32) -> Tensor:
    """One number as the [1] that the graphs take."""
    return torch.full((1,), value, dtype=dtype)


def graphs(lm: Any, windows: Sequence[Tensor]) -> dict[str, Graph]:
    """`run`, `next` and `decode`, with five or more windows of ids as their examples.

    Axes T and N are the lengths of texts, P that of a cache, 1 to C.
    """
    size = Open(lm)
    layers, heads, width = size.layers, size.heads, size.width
    noise = torch.Generator().manual_seed(0)
    changed = {
        "head_scale": torch.rand(layers, heads, generator=noise),
        "steer": torch.randn(layers, width, generator=noise) / 10,
    }

    def past(tokens: int) -> Tensor:
        return torch.randn(2, layers, heads, 1 + tokens, size.size, generator=noise)

    change = {
        "head_scale": Input("float32", (layers, heads), default=1.0),
        "steer": Input("float32", (layers, width), default=0.0),
    }
    temperature = Input("float32", (1,), default=1.0)
    ids = Input("int32", ("T",))
    return {
        "run": Graph(
            module=Run(lm),
            inputs={"ids": ids, **change},
            outputs={
                "logits": ("T", size.vocabulary),
                "attention": (layers, heads, "T", "T"),
                "hidden": (layers + 1, "T", width),
            },
            examples=[
                {"ids": windows[0][:8], **changed},
                {"ids": windows[1][:1]},
                {"ids": windows[2][:64]},
                {"ids": torch.cat(list(windows[3:5]))[: size.context]},
            ],
        ),
        "next": Graph(
            module=Next(lm),
            inputs={"ids": ids, "temperature": temperature, **change},
            outputs={"probabilities": (size.vocabulary,), "order": (TOP,), "surprise": ("T",)},
            examples=[
                {"ids": windows[0][:8], **changed},
                {"ids": windows[1][:1]},
                {"ids": windows[2][:64], "temperature": number(0.7)},
            ],
        ),
        "decode": Graph(
            module=Decode(lm),
            inputs={
                "ids": Input("int32", ("N",)),
                "past": Input("float32", (2, layers, heads, "P", size.size)),
                "temperature": temperature,
                "uniform": Input("float32", (1,), default=0.0),
                "top_k": Input("int32", (1,), default=0),
                **change,
            },
            outputs={
                "cache": (2, layers, heads, "P+N", size.size),
                "probabilities": (TOP,),
                "order": (TOP,),
                "next_id": (1,),
            },
            examples=[
                {"ids": windows[0][:8], "past": past(3), **changed},
                {"ids": windows[1][:1], "past": past(40), "temperature": number(0.0)},
                {
                    "ids": windows[2][:64],
                    "past": past(0),
                    "uniform": number(0.4),
                    "temperature": number(0.7),
                },
                {
                    "ids": windows[3],
                    "past": past(0),
                    "uniform": number(0.9),
                    "top_k": number(5, torch.int32),
                },
            ],
        ),
    }


def model(
    lm: Any,
    story: Path,
    title: str,
    trained_on: str,
    top1: float = 0.98,
    more: Mapping[str, Callable[[Any, Sequence[Tensor]], Graph]] | None = None,
    **facts: Any,
) -> Model:
    """What the exporter makes of a GPT that speaks story-lm's tokens; `story` is its folder.

    `more` are graphs besides ours, made as `graphs` are. int8 is judged on the committed held-out
    text, where it keeps at least `top1` of the likeliest tokens.
    """
    windows = held_out.windows(story)
    texts = Axis(1, lm.config.n_positions)
    unused = 0 if Open(lm).positions else lm.transformer.wpe.weight.numel()
    return Model(
        graphs={
            **graphs(lm, windows),
            **{name: make(lm, windows) for name, make in (more or {}).items()},
        },
        axes={"T": texts, "N": texts, "P": texts},
        quantise=Quantise("logits", [{"ids": w} for w in windows], graph="run", top1=top1),
        assets={"tokenizer": story / held_out.TOKENIZER},
        facts={
            "title": title,
            "parameters": sum(p.numel() for p in lm.parameters()) - unused,
            "licence": "MIT",
            "trained_on": trained_on,
            **facts,
        },
    )
