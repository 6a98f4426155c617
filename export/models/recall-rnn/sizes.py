"""How much a GRU holds by the size of its state: `python export/models/recall-rnn/sizes.py`.

Trains one of each size with all else alike, the steps too (half an hour each on one core), and
writes `sizes.json`: the share of right answers after 24 words, and how many words that is. Seeded,
and resumable: a checkpoint goes to `.livedemo/train/recall-sizes` every half minute.
"""

from __future__ import annotations

import json

import model
import torch
from model import HERE, LENGTH, Reader
from workshop.training import loop, recall
from workshop.training.command import options

SIZES = (16, 32, 48, 64, 96, 116, 128)  # numbers of state
EMBEDDED = 48  # numbers a word; with 116 of state as many parameters as recall-attention has


def main() -> None:
    """Train each, and tell."""
    given = options("recall-sizes", steps=24_000)
    found = {}
    for size in SIZES:
        model.EMBEDDED, model.STATE = EMBEDDED, size
        torch.manual_seed(0)
        reader = Reader()
        plan = loop.Plan(given.steps, adam=0.005, muon=0.01)
        recall.train(reader, plan, given.folder / str(size), blocks="gru.weight")
        right = float(recall.accuracy(reader.eval()).mean())
        count = sum(p.numel() for p in reader.parameters())
        found[size] = {"parameters": count, "right": round(right, 4), "words": right * LENGTH}
        print(size, found[size], flush=True)
    facts = {"steps": given.steps, "embedded": EMBEDDED, "sizes": found}
    (HERE / "sizes.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
