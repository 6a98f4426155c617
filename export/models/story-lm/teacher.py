"""Soft targets: what a trigram model expects at each place, as a row over the whole vocabulary.

One token is a noisy sample of what could have followed. Where there is time for few tokens only,
a row of expectations beside it tells the model more (Hinton et al. 2015, with a humble teacher).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from workshop.training.library import VOCABULARY, Stream
from workshop.training.trigram import Ids, Trigram

DISCOUNTS = (0.9, 0.8, 0.5)  # third, second, first order


class Teacher:
    """A trigram model of the training text, kept in `folder` once its large table is made."""

    def __init__(self, streams: dict[str, Stream], folder: Path) -> None:
        self.model = Trigram(np.concatenate([s.tokens for s in streams.values()]), VOCABULARY)
        self.model.discounts = DISCOUNTS
        kept = folder / "bigram.pt"
        if not kept.exists():
            torch.save(self.table(), kept.with_suffix(".tmp"))
            kept.with_suffix(".tmp").rename(kept)
        self.after_one: Tensor = torch.load(kept, weights_only=True, mmap=True)  # [V, V]
        contexts = self.model.third.context.keys
        self.begins: Ids = np.searchsorted(self.model.third.whole.keys // VOCABULARY, contexts)

    def table(self) -> Tensor:
        """P(column | row), bfloat16 [V, V]."""
        rows = torch.empty(VOCABULARY, VOCABULARY, dtype=torch.bfloat16)
        every = np.arange(VOCABULARY)
        for token in range(VOCABULARY):
            row = self.model.after_one(token * VOCABULARY + every)
            rows[token] = torch.from_numpy(row).bfloat16()
        return rows

    def __call__(self, before: Ids, last: Ids) -> Tensor:
        """P(. | before last), float32 [n, V], for n pairs of tokens."""
        at: Ids
        third, discount = self.model.third, self.model.discounts[0]
        context = before * VOCABULARY + last
        at = np.minimum(np.searchsorted(third.context.keys, context), len(self.begins) - 1)
        seen = third.context.keys[at] == context
        total = np.where(seen, third.context.counts[at], 1)
        kinds = np.where(seen, third.kinds.counts[at], 0)
        rest = np.where(seen, discount * kinds / total, 1.0)
        expected = self.after_one[torch.from_numpy(last)].float()
        expected *= torch.from_numpy(rest).float()[:, None]
        row = np.repeat(np.arange(len(context)), kinds)
        entry = np.arange(len(row)) + np.repeat(self.begins[at] - np.cumsum(kinds) + kinds, kinds)
        share = (third.whole.counts[entry] - discount) / total[row]
        cells = torch.from_numpy(row * VOCABULARY + third.whole.keys[entry] % VOCABULARY)
        expected.view(-1).index_add_(0, cells, torch.from_numpy(share).float())
        return expected
