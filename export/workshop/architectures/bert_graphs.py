"""The graphs of a BERT: `run` looks at a text or two, `fill` names a hidden token, `gradient`
tells what a guess owes to each token.

In the shapes L = layers, H = heads of dh, d = H dh, V = tokens, C = positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from livedemo_export.spec import Axis, Graph, Input, Model, Quantise
from torch import Tensor, nn
from torch._decomp import core_aten_decompositions
from torch.fx.experimental.proxy_tensor import make_fx

from workshop.architectures import held_out
from workshop.architectures.bert import CLS, MASK, SEP, Open

TOP = 64  # how many of the likeliest tokens are named


class Run(Open):
    """Everything about a text: `[CLS] A [SEP]`, or `[CLS] A [SEP] B [SEP]` with B's segment 1."""

    def forward(
        self, ids: Tensor, segments: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """logits [T, V], attention [L, H, T, T], hidden [L+1, T, d], follows [2], sentiment [1].

        hidden[0] is what enters the first block, hidden[L] what leaves the last one. follows are
        the chances that B follows A, and that it does not; sentiment goes from -4 to 4.
        """
        attention, hidden = self.whole(self.words(ids), segments)
        pooled = self.pooled(hidden[-1])
        follows = torch.softmax(self.cls.seq_relationship(pooled), -1)
        return self.logits(hidden[-1]), attention, hidden, follows, self.sentiment(pooled)


class Fill(Open):
    """The likeliest tokens at one place."""

    def forward(self, ids: Tensor, segments: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
        """Probabilities [64] and their tokens' ids [64], the likeliest first."""
        _, hidden = self.whole(self.words(ids), segments)
        logits = self.logits(hidden[-1].index_select(0, place.long()))[0]  # [V]
        shares, order = torch.topk(torch.softmax(logits, -1), TOP)
        return shares, order.int()


class Gradient(Open):
    """How a token's logit at one place changes with the embedding of each token."""

    def forward(
        self, ids: Tensor, segments: Tensor, place: Tensor, token: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The logit [1], its gradient [T, d] and the gradient times the embedding, summed, [T]."""
        words = self.words(ids)

        def logit(words: Tensor) -> Tensor:
            _, hidden = self.whole(words, segments)
            scores = self.logits(hidden[-1].index_select(0, place.long()))[0]  # [V]
            return scores.index_select(0, token.long()).sum()

        slope, value = torch.func.grad_and_value(logit)(words)
        return value[None], slope, (slope * words).sum(-1)


def traced(module: nn.Module, *inputs: Tensor) -> nn.Module:
    """The module's calculation, backward pass and all, as the plain operations it is made of.

    The exporter can't see through autograd; what autograd did is an ordinary graph.
    """
    made: nn.Module = make_fx(
        module.eval(),
        tracing_mode="symbolic",
        decomposition_table=dict(core_aten_decompositions()),
        _allow_non_fake_inputs=True,  # the weights, which stay what they are
    )(*inputs)
    return made


def text(ids: Tensor, hidden: int | None = None) -> Tensor:
    """`[CLS] ids [SEP]`, int32, with one of the ids hidden."""
    row = torch.cat([torch.tensor([CLS]), ids, torch.tensor([SEP])]).int()
    if hidden is not None:
        row[1 + hidden] = MASK
    return row


def halves(ids: Tensor) -> dict[str, Tensor]:
    """The inputs for a text cut into two."""
    cut = len(ids) // 2
    row = torch.cat([text(ids[:cut]), text(ids[cut:])[1:]])
    return {"ids": row, "segments": (torch.arange(len(row)) > cut + 1).int()}


def graphs(model: Any, windows: Sequence[Tensor]) -> dict[str, Graph]:
    """`run`, `fill` and `gradient`; axis T is the length of a text, 2 to C."""
    size = Open(model)
    inputs = {"ids": Input("int32", ("T",)), "segments": Input("int32", ("T",), default=0)}
    one = Input("int32", (1,))
    layers, heads, width = size.layers, size.heads, size.width
    examples = [
        {"ids": text(windows[0][:10], 4)},
        halves(windows[1][:60]),
        {"ids": text(windows[2][: size.context - 2], 30)},
    ]

    asks = [
        {
            "ids": example["ids"],
            "segments": example.get("segments", torch.zeros_like(example["ids"])),
            "place": torch.tensor([place]).int(),
            "token": torch.tensor([token]).int(),
        }
        for example, place, token in zip(examples, (5, 9, 31), (30, 400, 5000), strict=True)
    ]

    return {
        "run": Graph(
            module=Run(model),
            inputs=inputs,
            outputs={
                "logits": ("T", size.vocabulary),
                "attention": (layers, heads, "T", "T"),
                "hidden": (layers + 1, "T", width),
                "follows": (2,),
                "sentiment": (1,),
            },
            examples=examples,
        ),
        "fill": Graph(
            module=Fill(model),
            inputs={**inputs, "place": one},
            outputs={"probabilities": (TOP,), "order": (TOP,)},
            examples=[{k: ask[k] for k in ("ids", "segments", "place")} for ask in asks],
        ),
        "gradient": Graph(
            module=traced(Gradient(model), *asks[1].values()),
            inputs={**inputs, "place": one, "token": one},
            outputs={"logit": (1,), "gradient": ("T", width), "influence": ("T",)},
            examples=asks,
        ),
    }


def model(model: Any, story: Path, title: str) -> Model:
    """What the exporter makes of a BERT that speaks story-lm's tokens; `story` is its folder.

    int8 is judged on the committed held-out text, with every seventh token hidden.
    """
    windows = held_out.windows(story, length=model.config.max_position_embeddings - 2)
    hidden = [text(torch.where(torch.arange(len(w)) % 7 == 3, MASK, w)) for w in windows]
    table = model.bert.embeddings.position_embeddings.weight
    unused = 0 if Open(model).positions else table.numel()
    return Model(
        graphs=graphs(model, windows),
        axes={"T": Axis(2, model.config.max_position_embeddings)},  # [CLS] and [SEP]
        quantise=Quantise("logits", [{"ids": row} for row in hidden], graph="run", top1=0.97),
        assets={"tokenizer": story / held_out.TOKENIZER},
        facts={
            "title": title,
            "parameters": sum(p.numel() for p in model.parameters()) - unused,
            "licence": "MIT",
            "trained_on": "Jane Austen's novels, the World English Bible, WordNet's sentences, "
            "a sample of Wikipedia, stories from a grammar of our own, and VADER's sentences",
            "special": {"[MASK]": MASK, "[CLS]": CLS, "[SEP]": SEP},
        },
    )
