"""Optimisers as pure functions on one flat vector of all parameters.

`torch.optim`'s update tensors in place and count in Python, which no graph can. These take what
they need to remember as tensors, and hand it back. P is the number of parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import torch
from torch import Tensor


class Optimiser(Protocol):
    """How parameters follow their gradient."""

    #: What it remembers from step to step: vectors of shape [P], all 0 before the first.
    memory: ClassVar[tuple[str, ...]]

    def update(
        self, parameters: Tensor, gradient: Tensor, rate: Tensor, count: Tensor, *memory: Tensor
    ) -> tuple[Tensor, ...]:
        """The parameters [P] after a step, then the memory.

        ``rate`` is the learning rate, ``count`` the number of this step from 1, both scalars.
        """
        ...


@dataclass(frozen=True)
class SGD:
    """Gradient descent with momentum, as ``torch.optim.SGD(momentum=…)``."""

    memory: ClassVar[tuple[str, ...]] = ("velocity",)
    momentum: float = 0.9

    def update(
        self, parameters: Tensor, gradient: Tensor, rate: Tensor, count: Tensor, *memory: Tensor
    ) -> tuple[Tensor, ...]:
        """See `Optimiser`."""
        (velocity,) = memory
        velocity = self.momentum * velocity + gradient
        return parameters - rate * velocity, velocity


@dataclass(frozen=True)
class AdamW:
    """Adam with decoupled weight decay, as ``torch.optim.AdamW`` (arXiv:1711.05101).

    ``betas``, ``epsilon`` and ``decay`` have its defaults; all parameters decay.
    """

    memory: ClassVar[tuple[str, ...]] = ("mean", "square")
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    decay: float = 0.01

    def update(
        self, parameters: Tensor, gradient: Tensor, rate: Tensor, count: Tensor, *memory: Tensor
    ) -> tuple[Tensor, ...]:
        """See `Optimiser`."""
        mean, square = memory
        first, second = self.betas
        mean = first * mean + (1 - first) * gradient
        square = second * square + (1 - second) * gradient * gradient
        # Both averages start from 0 and are too small at first, by a known share. What concerns all
        # parameters alike is worked out as scalars; and epsilon as a constant of the graph would be
        # lost: onnxruntime drops an addition of 1e-8 as one of nothing.
        grown, size = 1 - torch.pow(first, count), torch.sqrt(1 - torch.pow(second, count))
        direction = (size / grown) * mean / (torch.sqrt(square) + self.epsilon * size)
        return parameters * (1 - rate * self.decay) - rate * direction, mean, square
