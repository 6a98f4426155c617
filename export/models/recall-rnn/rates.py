"""Which rates suit recall-rnn: three pairs, each for a sixth of its training.

    python export/models/recall-rnn/rates.py      # twenty minutes on one core

Prints the mean share of right answers after 24 words for each. Writes no weights.
"""

from __future__ import annotations

import torch
from model import Reader
from workshop.training import loop, recall
from workshop.training.command import options

PAIRS = ((0.002, 0.01), (0.005, 0.01), (0.01, 0.02))  # of AdamW and of Muon, as in train.py


def main() -> None:
    """Train with each pair, and tell."""
    given = options("recall-rnn", steps=4000)
    for adam, muon in PAIRS:
        torch.manual_seed(0)
        model = Reader()
        plan = loop.Plan(given.steps, adam=adam, muon=muon)
        recall.train(model, plan, given.folder / f"{adam}-{muon}", blocks="gru.weight")
        print(f"AdamW {adam}, Muon {muon}: {recall.accuracy(model.eval()).mean():.1%}")


if __name__ == "__main__":
    main()
