"""story-lm: a GPT-2 of 4.8 M parameters with its insides open, several graphs over its weights.

`run` looks at a whole text, `next` ranks the next token and says how surprising each token was,
`decode` writes on, one token at a time, from a cache that grows with the text; the others give what
one figure draws. See `workshop/architectures`. In the shapes L = 6 layers, H = 6 heads of
dh = 36, d = 216, V = 6144 tokens, C = 256 positions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from livedemo import tokenizers
from livedemo_export import Graph, Model
from torch import Tensor
from transformers import GPT2LMHeadModel
from workshop.architectures import (
    direction,
    gpt,
    gpt_graphs,
    held_out,
    insides,
    lens,
    neuron,
    one_head,
)

HERE = Path(__file__).resolve().parent
CONFIG = gpt.config(width=216, layers=6, heads=6, context=256)


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return gpt.load(CONFIG, HERE / "weights.safetensors")


def jobs() -> dict[str, dict[str, Any]]:
    """The head with the highest score for each habit, by its name, where the score means something.

    Layer and head are counted from 1; `even` is what spreading the weight evenly would score.
    """
    found = json.loads((HERE / "heads.json").read_text(encoding="utf-8"))["heads"]
    return {
        name: {key: said[key] for key in ("layer", "head", "score", "even")}
        for name, said in found.items()
        if said["score"] > 2.5 * said["even"]
    }


def windows(source: str, length: int = 128) -> list[Tensor]:
    """A third of the held-out documents of a source, as windows of ids [length]."""
    tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
    found = []
    for text in held_out.documents(HERE)[source]:
        ids = torch.tensor(tokenizer.encode(text).ids, dtype=torch.int32)
        found += [ids[at : at + length] for at in range(0, len(ids) - length, 3 * length)]
    return found


def to_scripture(lm: GPT2LMHeadModel, _: Sequence[Tensor]) -> Graph:
    """The graph `direction`, from the middle of the novels to that of scripture."""
    return direction.graph(lm, windows("austen"), windows("scripture"))


def build() -> Model:
    """What the exporter makes of it."""
    return gpt_graphs.model(
        load(),
        HERE,
        title="story-lm",
        trained_on="Jane Austen's novels, the World English Bible, WordNet's sentences, "
        "a sample of Wikipedia, and stories from a grammar of our own",
        heads=jobs(),
        more={
            "insides": insides.graph,
            "head": one_head.graph,
            "lens": lens.graph,
            "neuron": neuron.graph,
            "direction": to_scripture,
        },
    )
