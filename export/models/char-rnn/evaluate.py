"""Measure char-rnn beside n-gram models: `python export/models/char-rnn/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The n-grams are counted on the training
text, so this reads the same package as training; it takes a minute.
"""

from __future__ import annotations

import json
import math
from collections import Counter

import torch
from data import HERE, split
from model import LONGEST, Run, V, encode, load

ORDERS = (1, 3, 5, 7)  # characters, the one that is guessed among them


def ngram(train: str, text: str, order: int) -> float:
    """Bits a character of `text` by an interpolated n-gram model (Witten & Bell 1991).

    What follows a context is mixed with what follows the shorter one, the more so the more
    different characters followed it.
    """
    shares = [1 / V] * len(text)
    for size in range(1, order + 1):
        counts = Counter(train[i : i + size] for i in range(len(train) - size + 1))
        seen, kinds = Counter[str](), Counter[str]()
        for gram, count in counts.items():
            seen[gram[:-1]] += count
            kinds[gram[:-1]] += 1
        for at in range(size - 1, len(text)):
            gram = text[at - size + 1 : at + 1]
            if known := seen[gram[:-1]]:
                new = kinds[gram[:-1]]
                shares[at] = (counts[gram] + new * shares[at]) / (known + new)
    return -sum(map(math.log2, shares)) / len(text)


def lstm(text: str) -> float:
    """Bits a character by char-rnn, which reads the text in pieces of 512 characters."""
    run, ids = Run(load()), torch.tensor(encode(text), dtype=torch.int32)
    return float(sum(run(piece)[2].sum() for piece in torch.split(ids, LONGEST)) / len(ids))


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    train, held = split()
    facts = {
        "training_characters": len(train),
        "held_out_characters": len(held),
        "bits_a_character": round(lstm(held), 4),
        "ngrams": {order: round(ngram(train, held, order), 4) for order in ORDERS},
    }
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
