"""A hidden token guessed from its two neighbours: mask-lm's baseline, and its teacher at first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

DISCOUNT = 0.75


class FillIns:
    """Counts of tokens and of neighbours in runs of ids, as chances.

    alone [V]: how common each token is. after [V, V]: how likely each token (column) follows
    another (row), with a discount and the rest by how common it is; before is its transpose.
    """

    def __init__(self, streams: Sequence[np.ndarray], size: int) -> None:
        alone = np.bincount(np.concatenate(streams), minlength=size) + 1.0
        alone /= alone.sum()
        pairs = np.zeros(size * size, np.float32)
        for ids in streams:
            keys, counts = np.unique(ids[:-1].astype(np.int64) * size + ids[1:], return_counts=True)
            pairs[keys] += counts
        seen = pairs.reshape(size, size)
        total = np.maximum(seen.sum(1, keepdims=True), 1)
        kinds = (seen > 0).sum(1, keepdims=True)  # different followers
        rest = np.where(kinds > 0, DISCOUNT * kinds / total, 1.0)
        after = np.maximum(seen - DISCOUNT, 0) / total + rest * alone
        self.alone = torch.from_numpy(alone).float()
        self.after = torch.from_numpy(after).float()
        self.before = self.after.T.contiguous()

    def __call__(self, left: Tensor, right: Tensor) -> Tensor:
        """The chances [n, V] of what stands between two tokens [n], [n].

        P(w | left) P(right | w), normalised; an id outside the counts says nothing.
        """
        size = len(self.alone)
        known = ((left < size)[:, None], (right < size)[:, None])
        fit = torch.where(known[0], self.after[left.clamp(max=size - 1)], self.alone)
        fit *= torch.where(known[1], self.before[right.clamp(max=size - 1)], 1.0)
        return fit / fit.sum(-1, keepdim=True)
