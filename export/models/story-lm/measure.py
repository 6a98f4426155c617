"""What we claim of story-lm's heads, as functions of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Attention = Callable[[Tensor], Tensor]  # ids [T] -> attention [L, H, T, T]


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
    return _said_twice(attention, size, length, count, after=1)


def duplicate(attention: Attention, size: int, length: int = 50, count: int = 16) -> Tensor:
    """The same for the first occurrence itself."""
    return _said_twice(attention, size, length, count, after=0)


def _said_twice(attention: Attention, size: int, length: int, count: int, after: int) -> Tensor:
    """The mean weight from each token of the second round on the one ``after`` its first, [L, H].

    The round's last token has nothing after its first: with ``after`` it does not count.
    """
    made = torch.Generator().manual_seed(0)
    scores = []
    for _ in range(count):
        once = torch.randperm(size - 1, generator=made)[:length] + 1
        looks = attention(torch.cat([once, once]))
        scores.append(looks.diagonal(after - length, dim1=2, dim2=3)[..., after:].mean(-1))
    return torch.stack(scores).mean(0)


def best(scores: Tensor) -> tuple[int, int, float]:
    """Layer and head with the highest score, counted from 1, and the score."""
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return layer + 1, head + 1, float(scores.max())
