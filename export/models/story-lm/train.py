"""Train story-lm: `python export/models/story-lm/train.py` from the repository's root.

Windows are drawn from a seed, and a checkpoint goes to `.livedemo/train/story-lm` every two
minutes, so that the same command goes on where it was stopped. With more `--steps` than a finished
run had, it goes on from where the learning rate began to fall. At the end `weights.safetensors`
stands here, in half precision.

With `--continued` it begins with the weights that stand here instead of with nothing, at lower
rates; then `--folder` says where the checkpoints go and `--into` where the weights do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from livedemo import tokenizers
from measure import best, induction
from model import CONFIG, HERE, load
from teacher import Teacher
from torch import Tensor
from workshop.architectures import gpt_graphs, held_out
from workshop.architectures.gpt import END, VOCABULARY
from workshop.training.causal import bits, gpt, next_token_loss, weights
from workshop.training.command import options
from workshop.training.library import library
from workshop.training.loop import Plan, Trainer, publish
from workshop.training.mixture import SHARES, windows

BATCH = 2048  # tokens a step: few, for more steps from the little text that the time allows
SHORT = 0.6  # of the run: the first part, read in windows of half the context, which are cheaper
TRUST = 0.6  # the teacher's share of what is learnt from, in the first half
REPEATING = 0.25, 0.10  # of the windows, from `FROM` of the run on and at its end
FROM = 0.1  # sooner, there is no head yet that looks one token back


def repeating(done: float) -> float:
    """The share of windows that repeat themselves, when so much of the run is done."""
    first, last = REPEATING
    return first + (last - first) * (done - FROM) / (1 - FROM) if done >= FROM else 0.0


class Reading:
    """What a step learns from."""

    def __init__(self, model: Any, steps: int, folder: Path, begun: bool) -> None:
        shelves = library()
        self.streams = {name: shelves[name].train for name in SHARES if name in shelves}
        self.model, self.steps, self.begun = model, steps, begun
        self.teacher = None if begun else Teacher(self.streams, folder)

    def __call__(self, step: int) -> Tensor:
        """The loss."""
        done = step / self.steps
        whole = step % 2 == 0 if self.begun else done >= SHORT
        length = CONFIG.n_positions // (1 if whole else 2)
        share = repeating(max(done, FROM) if self.begun else done)
        seen = windows(self.streams, step, BATCH // length, length, share)
        if self.teacher is None:
            return next_token_loss(self.model, seen.rows, kept=seen.kept)
        teacher = self.teacher
        # what stands before each place; -1: a pair that the teacher never saw
        rows, kept = seen.rows, seen.learnt.flatten()
        before = torch.cat([torch.full((len(rows), 1), -1), rows[:, :-2]], 1).flatten()[kept]
        last = rows[:, :-1].flatten()[kept]
        # the teacher's share of the target: less and less, none at the end
        trust = torch.where(seen.repeats, 0.0, TRUST * min(1.0, 2 * (1 - done)))
        return next_token_loss(
            self.model,
            rows,
            trust[:, None].expand(-1, length).flatten()[kept],
            lambda part: teacher(before[part].numpy(), last[part].numpy()),
            kept,
        )

    def check(self) -> str:
        """How far the best heads are, and held-out bits a byte of the first document."""
        run = gpt_graphs.Run(self.model)
        one, zero = run.unchanged()
        copy = best(induction(lambda ids: run(ids, one, zero)[1], VOCABULARY))
        text = held_out.documents(HERE)["wordnet"][:40]
        tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
        ids = [token for t in text for token in (*tokenizer.encode(t).ids, END)]
        cost = bits(lambda row: run(row, one, zero)[0], ids, CONFIG.n_positions)
        return f"induction {copy}, {cost / len(''.join(text)):.3f} bits a byte"


def main() -> None:
    """Train until the steps are taken."""
    given = options("story-lm", steps=12_000)
    if given.continued:
        model: Any = load()
        # a third of the rates that a new model learns at, falling soon
        plan = Plan(given.steps, warm_up=50, decay=0.8, muon=0.002, adam=0.001)
    else:
        model, plan = gpt(CONFIG), Plan(given.steps, warm_up=150)
    run = Reading(model, plan.steps, given.folder, begun=given.continued)
    Trainer(given.folder, model, plan).run(run, run.check)
    publish(weights(model), given.into or HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
