"""Train signals: `python export/models/signals/train.py` from the repository's root.

Each step draws plays and asks one thing about each. Leaves `weights.safetensors` here; needs the
files that `questions.py` writes. Stopped, the same command goes on from its last checkpoint in
`.livedemo/train/signals`.
"""

from __future__ import annotations

from random import Random

import torch
from grammar import split
from model import HERE, network, pair
from questions import TASKS, ask
from workshop.training import loop, seq2seq
from workshop.training.command import options

BATCH = 160  # questions a step


def main() -> None:
    """Train, and publish."""
    given = options("signals", steps=2400)
    known, held = split()
    torch.manual_seed(0)
    model = network()

    def batch(step: int) -> list[seq2seq.Pair]:
        random = Random(step)
        return [pair(ask(random.choice(known), random.choice(TASKS), random)) for _ in range(BATCH)]

    def check() -> str:
        random = Random(0)
        shares = []
        for group in held.values():
            some = random.sample(group, 200)
            asked = [pair(ask(play, task, random)) for play in some for task in TASKS]
            shares.append(seq2seq.exact(model, asked))
        return f"exact on held-out pairs {shares[0]:.3f}, plays {shares[1]:.3f}"

    trainer = loop.Trainer(given.folder, model, loop.Plan(given.steps), blocks=".block.")
    trainer.run(lambda step: seq2seq.cost(model, batch(step)), check, every=60.0)
    loop.publish(seq2seq.untied(model.state_dict()), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
