"""Measure story-lm beside its baseline: `python export/models/story-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The trigram model is counted on the
training split, so this reads the same packages as training (about a minute; no training needed).
"""

from __future__ import annotations

import json

import numpy as np
import torch
from livedemo import tokenizers
from measure import best, induction, previous_token
from model import CONFIG, HERE, load
from torch import Tensor
from trigram import Trigram
from workshop.architectures import held_out
from workshop.architectures.gpt import END, VOCABULARY
from workshop.architectures.gpt_graphs import Run
from workshop.training.causal import bits
from workshop.training.library import library
from workshop.training.mixture import SHARES


def baseline(streams: list[np.ndarray], documents: list[list[int]], end: int) -> float:
    """Bits that the documents cost a trigram model whose discounts fit 1 % of the training text."""
    cuts = [len(ids) * 99 // 100 for ids in streams]
    model = Trigram(np.concatenate([s[:c] for s, c in zip(streams, cuts, strict=True)]), VOCABULARY)
    model.tune(np.concatenate([s[c:] for s, c in zip(streams, cuts, strict=True)]))
    discounts = model.discounts
    model = Trigram(np.concatenate(streams), VOCABULARY)
    model.discounts = discounts
    costs = [model.bits(np.array([end, end, *ids])).sum() for ids in documents]
    return float(sum(costs))


def named(scores: Tensor) -> dict[str, float]:
    """The head with the highest score."""
    layer, head, score = best(scores)
    return {"layer": layer, "head": head, "score": round(score, 4)}


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    tokenizer = tokenizers.load((HERE / "tokenizer.json").read_bytes())
    streams = {name: library()[name].train for name in SHARES}
    texts = [text for each in held_out.documents(HERE).values() for text in each]
    documents = [tokenizer.encode(text).ids for text in texts]
    size = sum(len(text.encode()) for text in texts)
    run = Run(load())
    one, zero = run.unchanged()
    with torch.no_grad():
        costs = [
            bits(lambda ids: run(ids, one, zero)[0], ids, CONFIG.n_positions) for ids in documents
        ]
        before = previous_token(lambda ids: run(ids, one, zero)[1], held_out.windows(HERE))
        copy = induction(lambda ids: run(ids, one, zero)[1], VOCABULARY)
    theirs = baseline([stream.tokens for stream in streams.values()], documents, END)
    facts = {
        "held_out": {
            "bytes": size,
            "tokens": sum(map(len, documents)),
            "bits_per_byte": round(sum(costs) / size, 4),
            "first_document": round(costs[0] / len(texts[0].encode()), 4),
            "trigram_bits_per_byte": round(theirs / size, 4),
        },
        "training_text": {name: len(stream.tokens) for name, stream in streams.items()},
        "previous_token_head": named(before),
        "induction_head": named(copy),
        "all_heads": {
            "previous_token": [[round(score, 3) for score in row] for row in before.tolist()],
            "induction": [[round(score, 3) for score in row] for row in copy.tolist()],
        },
    }
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(
        json.dumps(
            {name: facts[name] for name in ("held_out", "previous_token_head", "induction_head")},
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
