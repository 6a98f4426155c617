"""How far a GRU of recall-rnn's size carries one word, when no other is ever asked for.

    python export/models/recall-rnn/carry.py      # some minutes on one core

Trains anew, with the question for the first word alone, on texts that grow as soon as it gets them
right, up to 256 words; prints how often the answer is right there. Writes nothing.
"""

from __future__ import annotations

import torch
from model import Reader
from torch import Tensor, nn
from workshop.training import recall
from workshop.training.loop import settle

LONGEST, STEPS, BATCH = 256, 600, 64
LEARNED = 0.1  # nats at which texts grow, by a sixteenth
JUDGED = 1000  # texts


def first(model: Reader, words: Tensor) -> Tensor:
    """words [B, N] -> logits [B, 64]: the answer to the one question, "1 back?" by its symbol."""
    return model.answer(model.read(words)[:, -1], 1)[:, 0]


def main() -> None:
    """Train and judge."""
    settle()
    torch.manual_seed(0)
    model = Reader()
    adam = torch.optim.AdamW(model.parameters(), lr=0.003, betas=(0.9, 0.97), weight_decay=0.0)
    length = 2
    for step in range(STEPS):
        words = recall.texts(BATCH, length, seed=step)
        loss = nn.functional.cross_entropy(first(model, words), words[:, 0])
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        if step % 100 == 99:
            print(f"step {step + 1} of {STEPS}, {length} words: {loss.item():.3f} nats", flush=True)
        if loss.item() < LEARNED:
            length = min(LONGEST, length + 1 + length // 16)
    words = recall.texts(JUDGED, LONGEST, seed=-1)
    with torch.no_grad():
        right = (first(model, words).argmax(-1) == words[:, 0]).float().mean()
    print(f"right after {LONGEST} words: {right:.1%}")


if __name__ == "__main__":
    main()
