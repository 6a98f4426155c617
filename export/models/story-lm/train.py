"""Train story-lm: `python export/models/story-lm/train.py` from the repository's root.

Windows are drawn from a seed, and a checkpoint goes to `.livedemo/train/story-lm` every two
minutes, so that the same command goes on where it was stopped. With more `--steps` than a finished
run had, it goes on from where the learning rate began to fall. At the end `weights.safetensors`
stands here, in half precision.
"""

from __future__ import annotations

import torch
from model import CONFIG, HERE
from teacher import Teacher
from torch import Tensor
from workshop.training.causal import gpt, next_token_loss, weights
from workshop.training.command import options
from workshop.training.library import library
from workshop.training.loop import Plan, Trainer, publish
from workshop.training.mixture import SHARES, windows

BATCH = 2048  # tokens a step: few, for more steps from the little text that the time allows
SHORT = 0.6  # of the run: the first part, read in windows of half the context, which are cheaper
TRUST = 0.6  # the teacher's share of what is learnt from, in the first half


def main() -> None:
    """Train until the steps are taken."""
    given = options("story-lm", steps=3600)
    shelves = library()
    streams = {name: shelves[name].train for name in SHARES}
    teacher = Teacher(streams, given.folder)
    model, plan = gpt(CONFIG), Plan(given.steps, warm_up=150)

    def loss(step: int) -> Tensor:
        done = step / plan.steps
        length = CONFIG.n_positions // (2 if done < SHORT else 1)
        rows, repeats = windows(streams, step, BATCH // length, length)
        # what stands before each place; -1: a pair that the teacher never saw
        before = torch.cat([torch.full((len(rows), 1), -1), rows[:, :-2]], 1).flatten()
        last = rows[:, :-1].flatten()
        # the teacher's share of the target: less and less, none at the end
        trust = torch.where(repeats, 0.0, TRUST * min(1.0, 2 * (1 - done)))
        return next_token_loss(
            model,
            rows,
            trust[:, None].expand(-1, length).flatten(),
            lambda part: teacher(before[part].numpy(), last[part].numpy()),
        )

    Trainer(given.folder, model, plan).run(loss)
    publish(weights(model), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
