"""What recall-rnn and recall-attention both learn: which word stood d back?

A text is up to 24 words out of 64; then comes a question, one of 24 symbols of its own, that asks
for the word d back (1 is the last one). It comes last, so whoever has read the text must be ready
for any of them. In training, all of a text's questions are put to it, each on its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from workshop.training import loop

WORDS, LENGTH = 64, 24
BATCH = 64  # texts a step, each asked about all its words

#: words [B, N] -> logits [B, N, 64]; row d - 1 answers "which word stood d back?"
Answers = Callable[[Tensor], Tensor]


def texts(count: int, length: int, seed: int) -> Tensor:
    """Words drawn evenly, int64 [count, length]; the same for the same seed."""
    made = torch.Generator().manual_seed(seed)
    return torch.randint(0, WORDS, (count, length), generator=made)


def length(step: int, steps: int) -> int:
    """How long the texts of a step are, 1 to 24 words.

    Short ones only at first, longer ones little by little; 24 words in every second step from the
    last two thirds on.
    """
    longest = min(LENGTH, 2 + 3 * LENGTH * step // steps)
    return LENGTH if longest == LENGTH and step % 2 else 1 + step * 7 % longest


def cost(model: Answers, words: Tensor) -> Tensor:
    """Cross-entropy of all answers, in nats."""
    logits = model(words)
    loss: Tensor = nn.functional.cross_entropy(logits.flatten(0, 1), words.flip(1).flatten())
    return loss


def accuracy(model: Answers, count: int = 2000, length: int = LENGTH) -> Tensor:
    """The share of right answers by distance, [length]; on texts that no training saw."""
    words = texts(count, length, seed=-1 - length)
    with torch.no_grad():
        return (model(words).argmax(-1) == words.flip(1)).float().mean(0)


def train(model: nn.Module, plan: loop.Plan, folder: Path, blocks: str) -> None:
    """Train to the plan's end, telling the accuracy at some distances."""

    def check() -> str:
        right = accuracy(model, 500)
        near, middle, far = (float(right[d - 1]) for d in (1, 12, 24))
        return (
            f"right at 1, 12, 24 back: {near:.3f} {middle:.3f} {far:.3f}, mean {right.mean():.3f}"
        )

    loop.Trainer(folder, model, plan, blocks).run(
        lambda step: cost(model, texts(BATCH, length(step, plan.steps), seed=step)),
        check,
        every=30.0,
    )


def evaluate(model: nn.Module, folder: Path) -> None:
    """Measure, print, and write `scores.json`: shares of right answers, 2,000 texts a length."""
    torch.set_num_threads(1)
    by_length = {size: accuracy(model, length=size) for size in (2, 4, 8, 12, 16, 20, LENGTH)}
    facts = {
        "parameters": sum(p.numel() for p in model.parameters()),
        "by_distance": [round(float(share), 4) for share in by_length[LENGTH]],
        "by_length": {size: round(float(right.mean()), 4) for size, right in by_length.items()},
    }
    (folder / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts))
