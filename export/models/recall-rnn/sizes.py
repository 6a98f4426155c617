"""How much a GRU holds by the size of its state: `python export/models/recall-rnn/sizes.py`.

Trains one of each size with all else alike, the steps too (half an hour each on one core), and
puts its weights into `sizes/`; one that is there is not trained again. When all are, `sizes.json`
gets the share of right answers after 24 words, and how many words that is. Seeded, and resumable:
a checkpoint goes to `.livedemo/train/recall-sizes` every half minute.
"""

from __future__ import annotations

import json
from pathlib import Path

import model
import torch
from model import HERE, LENGTH, Reader
from safetensors.torch import load_file
from workshop.training import loop, recall
from workshop.training.command import options

SIZES = (16, 32, 64, 116, 128)  # numbers of state
EMBEDDED = 48  # numbers a word; with 116 of state as many parameters as recall-attention has
WEIGHTS = HERE / "sizes"


def reader(size: int) -> Reader:
    """An untrained GRU with so many numbers of state."""
    model.EMBEDDED, model.STATE = EMBEDDED, size
    torch.manual_seed(0)
    return Reader()


def train(size: int, steps: int, folder: Path, file: Path) -> None:
    """Train one, and put its weights into ``file``."""
    gru = reader(size)
    plan = loop.Plan(steps, adam=0.005, muon=0.01)
    recall.train(gru, plan, folder / str(size), blocks="gru.weight")
    loop.publish(gru.state_dict(), file)


def main() -> None:
    """Train those that are not there, and tell."""
    given = options("recall-sizes", steps=24_000)
    WEIGHTS.mkdir(exist_ok=True)
    found = {}
    for size in SIZES:
        file = WEIGHTS / f"{size}.safetensors"
        if not file.exists():
            train(size, given.steps, given.folder, file)
        gru = reader(size)
        gru.load_state_dict({name: part.float() for name, part in load_file(file).items()})
        right = float(recall.accuracy(gru.eval()).mean())
        count = sum(p.numel() for p in gru.parameters())
        found[size] = {"parameters": count, "right": round(right, 4), "words": right * LENGTH}
        print(size, found[size], flush=True)
    facts = {"steps": given.steps, "embedded": EMBEDDED, "sizes": found}
    (HERE / "sizes.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    main()
