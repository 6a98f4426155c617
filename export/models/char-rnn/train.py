"""Train char-rnn: `python export/models/char-rnn/train.py` from the repository's root.

Leaves `weights.safetensors` (fp16) and `held-out.txt` here. Stopped, the same command goes on from
its last checkpoint in `.livedemo/train/char-rnn`.
"""

from __future__ import annotations

import math

import torch
from data import HERE, split
from model import Reader, encode
from torch import Tensor, nn
from workshop.training import loop
from workshop.training.command import options

BATCH, WINDOW = 32, 128  # texts a step, characters each


def main() -> None:
    """Train, and publish."""
    given = options("char-rnn", steps=2500)
    train, held = split()
    (HERE / "held-out.txt").write_text(held, encoding="utf-8")
    text, check = torch.tensor(encode(train)), torch.tensor(encode(held))
    checked = check[: len(check) // 257 * 257].view(-1, 257)[::4]
    torch.manual_seed(0)
    model = Reader()

    def cost(rows: Tensor) -> Tensor:
        logits = model(rows[:, :-1])
        loss: Tensor = nn.functional.cross_entropy(logits.flatten(0, 1), rows[:, 1:].flatten())
        return loss

    def rows(step: int) -> Tensor:
        made = torch.Generator().manual_seed(step)
        starts = torch.randint(0, len(text) - WINDOW - 1, (BATCH, 1), generator=made)
        return text[starts + torch.arange(WINDOW + 1)]

    plan = loop.Plan(given.steps, adam=0.003, muon=0.01)
    loop.Trainer(given.folder, model, plan, blocks="lstm.weight").run(
        lambda step: cost(rows(step)),
        lambda: f"held-out {float(cost(checked)) / math.log(2):.3f} bits a character",
        every=60.0,
    )
    loop.publish(model.state_dict(), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
