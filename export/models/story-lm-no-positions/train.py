"""Train story-lm's twin: `python export/models/story-lm-no-positions/train.py` from the root.

It begins as story-lm with its table of positions taken away, and learns to do without: twenty
minutes. Seeded, and resumable: a checkpoint goes to `.livedemo/train/story-lm-no-positions` every
two minutes.
"""

from __future__ import annotations

from typing import Any

from model import CONFIG, HERE
from torch import Tensor
from workshop.architectures import gpt
from workshop.training.causal import next_token_loss, weights
from workshop.training.command import options
from workshop.training.library import library
from workshop.training.loop import Plan, Trainer, publish
from workshop.training.mixture import SHARES, windows

BATCH = 2048  # tokens a step
LENGTH = 128  # of a window
POSITIONS = "transformer.wpe.weight"


def main() -> None:
    """Train until the steps are taken."""
    given = options("story-lm-no-positions", steps=1000)
    shelves = library()
    streams = {name: shelves[name].train for name in SHARES if name in shelves}
    model: Any = gpt.load(CONFIG, HERE.parent / "story-lm/weights.safetensors")
    model.transformer.wpe.weight.data.zero_()
    model.transformer.wpe.requires_grad_(False)

    def loss(step: int) -> Tensor:
        seen = windows(streams, step, BATCH // LENGTH, LENGTH, repeating=0.1)
        return next_token_loss(model, seen.rows, kept=seen.kept)

    # a third of the rates that a new model learns at: this one knows most of it already
    plan = Plan(given.steps, decay=0.5, muon=0.002, adam=0.001)
    Trainer(given.folder, model, plan).run(loss)
    kept = {name: value for name, value in weights(model).items() if name != POSITIONS}
    publish(kept, HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
