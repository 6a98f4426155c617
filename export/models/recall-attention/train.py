"""Train recall-attention: `python export/models/recall-attention/train.py`, from the root."""

from __future__ import annotations

import torch
from model import HERE, Reader
from workshop.training import loop, recall
from workshop.training.command import options


def main() -> None:
    """Train, and publish."""
    given = options("recall-attention", steps=24_000)
    torch.manual_seed(0)
    model = Reader()
    plan = loop.Plan(given.steps, adam=0.005, muon=0.01)
    recall.train(model, plan, given.folder, blocks="blocks.")
    loop.publish(model.state_dict(), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
