"""Train mask-lm's twin: `python export/models/mask-lm-no-positions/train.py` from the root.

It begins as mask-lm with its table of positions taken away, and learns to do without: a quarter of
an hour. Seeded, and resumable: a checkpoint goes to `.livedemo/train/mask-lm-no-positions` every
two minutes.
"""

from __future__ import annotations

from typing import Any

from model import CONFIG, HERE
from workshop.architectures import bert
from workshop.training.command import options
from workshop.training.loop import Plan, publish
from workshop.training.masked import learn, weights


def main() -> None:
    """Train until the steps are taken."""
    given = options("mask-lm-no-positions", steps=1200)
    model: Any = bert.load(CONFIG, HERE.parent / "mask-lm/weights.safetensors")
    positions = model.bert.embeddings.position_embeddings
    positions.weight.data.zero_()
    positions.requires_grad_(False)
    # a third of the rates that a new model learns at: this one knows most of it already
    learn(model, given.folder, Plan(given.steps, decay=0.5, muon=0.002, adam=0.001))
    kept = {name: value for name, value in weights(model).items() if name != bert.POSITIONS}
    publish(kept, HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
