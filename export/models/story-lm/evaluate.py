"""Measure story-lm beside its baseline: `python export/models/story-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The trigram model is counted on the
training split, so this reads the same packages as training (about a minute; no training needed).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import readers
import torch
from livedemo import tokenizers
from measure import best, induction, previous_token
from model import CONFIG, HERE, load
from torch import Tensor
from workshop.architectures import gpt, gpt_graphs, held_out
from workshop.architectures.gpt import VOCABULARY
from workshop.texts import EVERYDAY
from workshop.training.causal import bits
from workshop.training.judge import trigram_bits_per_byte
from workshop.training.library import library
from workshop.training.mixture import SHARES
from workshop.training.trigram import fitted


def named(scores: Tensor) -> dict[str, float]:
    """The head with the highest score."""
    layer, head, score = best(scores)
    return {"layer": layer, "head": head, "score": round(score, 4)}


def main() -> None:
    """Measure, print, write."""
    ask = argparse.ArgumentParser(description="Measure story-lm.")
    ask.add_argument("--weights", type=Path, help="measure these, and write nothing")
    given = ask.parse_args()
    torch.set_num_threads(1)
    lm = gpt.load(CONFIG, given.weights) if given.weights else load()
    tokenizer = tokenizers.load((HERE / "tokenizer.json").read_bytes())
    streams = {name: shelf.train for name, shelf in library().items() if name in SHARES}
    texts = [text for each in held_out.documents(HERE).values() for text in each]
    documents = [tokenizer.encode(text).ids for text in texts]
    everyday = EVERYDAY.read_text(encoding="utf-8").splitlines()
    run = gpt_graphs.Run(lm)
    one, zero = run.unchanged()

    def logits(ids: Tensor) -> Tensor:
        scores: Tensor = run(ids, one, zero)[0]
        return scores

    def price(texts: list[str]) -> float:
        """Bits a byte."""
        costs = [bits(logits, tokenizer.encode(text).ids, CONFIG.n_positions) for text in texts]
        return round(sum(costs) / sum(len(text.encode()) for text in texts), 4)

    with torch.no_grad():
        before = previous_token(lambda ids: run(ids, one, zero)[1], held_out.windows(HERE))
        copy = induction(lambda ids: run(ids, one, zero)[1], VOCABULARY)
        layer, head, _ = best(copy)
        left = readers.feeders(
            lambda ids, head_scale: run(ids, head_scale, zero)[1],
            one,
            (layer - 1, head - 1),
        )
        written = readers.samples(lm)
        model = fitted([stream.tokens for stream in streams.values()], VOCABULARY)
        size = sum(len(text.encode()) for text in texts)
        theirs = trigram_bits_per_byte(model, HERE, texts)
        facts = {
            "held_out": {
                "bytes": size,
                "tokens": sum(map(len, documents)),
                "bits_per_byte": price(texts),
                "first_document": price(texts[:1]),
                "trigram_bits_per_byte": round(theirs, 4),
            },
            "bits_per_byte": {name: price(of) for name, of in held_out.documents(HERE).items()}
            | {"everyday": price(everyday)},
            "salad": round(readers.salad(written, model), 4),
            "copied": {
                "phrases": round(readers.copied(logits, readers.PHRASES), 4),
                "invented": round(readers.copied(logits, readers.INVENTED), 4),
            },
            "training_text": {name: len(stream.tokens) for name, stream in streams.items()},
            "previous_token_head": named(before),
            "induction_head": named(copy),
            "feeds_it": named(1 - left) | {"score": round(float(left.min()), 4)},
            "all_heads": {
                "previous_token": [[round(score, 3) for score in row] for row in before.tolist()],
                "induction": [[round(score, 3) for score in row] for row in copy.tolist()],
            },
        }
    if not given.weights:
        (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps({k: v for k, v in facts.items() if k != "all_heads"}, indent=1))
    for row in written[::20]:
        print(repr(tokenizer.decode(row.tolist())))


if __name__ == "__main__":
    main()
