"""Measure story-lm beside its baseline: `python export/models/story-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The trigram model is counted on the
training split, so this reads the same packages as training (about a minute; no training needed).
"""

from __future__ import annotations

import json

import numpy as np
import torch
from data import END, HERE, prepare
from measure import best, bits, induction, previous_token
from model import D, H, L, Run, V, held_out, load
from torch import Tensor
from trigram import Trigram

FOLDER = HERE.parents[2] / ".livedemo/train/story-lm"


def baseline(streams: list[np.ndarray], documents: list[list[int]], end: int) -> float:
    """Bits that the documents cost a trigram model whose discounts fit 1 % of the training text."""
    cuts = [len(ids) * 99 // 100 for ids in streams]
    model = Trigram(np.concatenate([s[:c] for s, c in zip(streams, cuts, strict=True)]), V)
    model.tune(np.concatenate([s[c:] for s, c in zip(streams, cuts, strict=True)]))
    discounts = model.discounts
    model = Trigram(np.concatenate(streams), V)
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
    tokenizer, streams = prepare(FOLDER)
    texts = (HERE / "held-out.txt").read_text(encoding="utf-8").strip().split("\n\n")
    documents = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    size = sum(len(text.encode()) for text in texts)
    end: int = tokenizer.token_to_id(END)  # type: ignore[assignment]
    run = Run(load())
    one, zero = torch.ones(L, H), torch.zeros(L, D)
    with torch.no_grad():
        costs = [bits(lambda ids: run(ids, one, zero)[0], ids, end) for ids in documents]
        before = previous_token(lambda ids: run(ids, one, zero)[1], held_out())
        copy = induction(lambda ids: run(ids, one, zero)[1], V)
    theirs = baseline([stream.tokens for stream in streams.values()], documents, end)
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
