"""The baseline: an interpolated Kneser-Ney trigram model over the same tokens.

P(c | a b) = (N(abc) - D)+ / N(ab.) + D T(ab.) / N(ab.) P(c | b), and so on down to the uniform
distribution, where the lower orders count in how many contexts something stands instead of how
often (Kneser & Ney 1995; Chen & Goodman 1999). N counts, T counts the different continuations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

Ids = Any  # int64 [n]


class Table:
    """How often each key of a sorted set occurs; 0 for the others."""

    def __init__(self, keys: Ids, counts: Ids) -> None:
        self.keys, self.counts = keys, counts

    def __call__(self, keys: Ids) -> Ids:
        """The counts of `keys`."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.counts[at], 0)


@dataclass(frozen=True)
class Order:
    """One order's counts: of contexts with their continuation, and of contexts."""

    whole: Table
    context: Table
    kinds: Table  # different continuations of a context

    def mix(self, context: Ids, whole: Ids, lower: Any, discount: float) -> Any:
        """This order's probability of each token, resting on that of the lower order."""
        seen = self.context(context)
        total = np.maximum(seen, 1)
        own = np.maximum(self.whole(whole) - discount, 0) / total
        rest = discount * self.kinds(context) / total
        return np.where(seen > 0, own + rest * lower, lower)


def order(keys: Ids, counts: Ids, size: int) -> Order:
    """The counts of one order, where `keys` hold the last token as the remainder by `size`."""
    context, first = np.unique(keys // size, return_index=True)
    totals = np.add.reduceat(counts, first)
    kinds = np.diff(np.append(first, len(keys)))
    return Order(Table(keys, counts), Table(context, totals), Table(context, kinds))


class Trigram:
    """Counts of `ids`, one run of tokens in which an end-of-text token stands between documents."""

    def __init__(self, ids: Ids, size: int) -> None:
        self.size = size
        self.discounts = (0.75, 0.75, 0.75)
        keys, counts = np.unique(self.keys(ids), return_counts=True)
        self.third = order(keys, counts, size)
        pairs, before = np.unique(keys % size**2, return_counts=True)
        self.second = order(pairs, before, size)
        tokens, before = np.unique(pairs % size, return_counts=True)
        self.first = order(tokens, before, size)

    def keys(self, ids: Ids) -> Ids:
        """Each three tokens in a row as one number."""
        a, b, c = (ids[i : len(ids) - 2 + i].astype(np.int64) for i in range(3))
        return (a * self.size + b) * self.size + c

    def bits(self, ids: Ids) -> Any:
        """-log2 of the probability of each token but the first two, given the two before it."""
        keys = self.keys(ids)
        after_one = self.after_one(keys % self.size**2)
        return -np.log2(self.third.mix(keys // self.size, keys, after_one, self.discounts[0]))

    def after_one(self, pairs: Ids) -> Any:
        """P(c | b) of pairs of tokens, each as one number."""
        size, tokens = self.size, pairs % self.size
        alone = self.first.mix(np.zeros_like(tokens), tokens, 1 / size, self.discounts[2])
        return self.second.mix(pairs // size, pairs, alone, self.discounts[1])

    def tune(self, ids: Ids) -> None:
        """Take the discounts that fit `ids` best."""
        grid = product((0.6, 0.7, 0.8, 0.9), (0.6, 0.7, 0.8, 0.9), (0.5, 0.8))

        def cost(discounts: tuple[float, float, float]) -> float:
            self.discounts = discounts
            return float(self.bits(ids).sum())

        self.discounts = min(grid, key=cost)


def fitted(streams: Sequence[Ids], size: int) -> Trigram:
    """A trigram model of the streams; its discounts fit 1 % of each, counted on the rest."""
    cuts = [len(ids) * 99 // 100 for ids in streams]
    model = Trigram(np.concatenate([s[:c] for s, c in zip(streams, cuts, strict=True)]), size)
    model.tune(np.concatenate([s[c:] for s, c in zip(streams, cuts, strict=True)]))
    discounts = model.discounts
    model = Trigram(np.concatenate(streams), size)
    model.discounts = discounts
    return model
