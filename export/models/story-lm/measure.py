"""What we claim of story-lm, as functions of the model: bits per byte, and what its heads do."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Logits = Callable[[Tensor], Tensor]  # ids [T] -> logits [T, V]
Attention = Callable[[Tensor], Tensor]  # ids [T] -> attention [L, H, T, T]


def bits(logits: Logits, ids: Sequence[int], end: int, context: int = 256) -> float:
    """Bits that a document's tokens cost, the first given end-of-text.

    A long document is read in windows that move on by half a context, so that all but the first
    tokens have at least half a context before them.
    """
    row, total, at = torch.tensor([end, *ids]), 0.0, 0
    known = 1  # tokens that are paid for
    while known < len(row):
        window = row[at : at + context]
        log = torch.log_softmax(logits(window[:-1]), -1)
        own = log.gather(1, window[1:, None])[:, 0]
        total -= float(own[known - at - 1 :].sum()) / math.log(2)
        known = at + len(window)
        at = known - context // 2
    return total


def previous_token(attention: Attention, windows: Sequence[Tensor]) -> Tensor:
    """How much each head looks one token back, [L, H]: the mean weight over windows of text."""
    return torch.stack([attention(w).diagonal(-1, dim1=2, dim2=3).mean(-1) for w in windows]).mean(
        0
    )


def induction(attention: Attention, size: int, length: int = 50, count: int = 16) -> Tensor:
    """How much each head looks at what followed the same token last time, [L, H].

    Measured on random tokens that come twice (Olsson et al. 2022): the mean weight, in the second
    round, of the token after the first occurrence.
    """
    made = torch.Generator().manual_seed(0)
    scores = []
    for _ in range(count):
        once = torch.randperm(size - 1, generator=made)[:length] + 1
        looks = attention(torch.cat([once, once]))
        scores.append(looks.diagonal(1 - length, dim1=2, dim2=3)[..., 1:].mean(-1))
    return torch.stack(scores).mean(0)


def best(scores: Tensor) -> tuple[int, int, float]:
    """Layer and head with the highest score, counted from 1, and the score."""
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return layer + 1, head + 1, float(scores.max())
