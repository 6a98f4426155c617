"""How our GPTs learn: windows of tokens, and the next token's loss."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel

from workshop.training.library import END
from workshop.training.loop import Plan, Trainer
from workshop.training.precision import NARROW, mixed

SLICE = 256  # rows of logits at a time

#: rows of a step -> what is expected at each of them, [rows, V]
Expected = Callable[[slice], Tensor]
Logits = Callable[[Tensor], Tensor]  # ids [T] -> logits [T, V]


def gpt(config: GPT2Config) -> GPT2LMHeadModel:
    """A new GPT-2, random from a seed, with its GELU in one pass: the same function."""
    torch.manual_seed(0)
    model: Any = GPT2LMHeadModel(config)
    for block in model.transformer.h:
        block.mlp.act = nn.GELU(approximate="tanh")
    return model


def pages(tokens: np.ndarray, step: int, count: int, length: int) -> np.ndarray:
    """The windows of one step, int32 [count, length + 1], of a text that is read over and over.

    Each reading cuts the text into windows at new places and shuffles them, so that every token is
    predicted once a reading, but for a few at the edges.
    """
    each = (len(tokens) - length - 1) // length // count * count  # windows a reading
    reading, at = divmod(step * count, each)
    rng = np.random.default_rng((0, reading))
    first = int(rng.integers(length))
    order = rng.permutation((len(tokens) - length - 1) // length)[at : at + count]
    return np.stack([tokens[first + o * length :][: length + 1] for o in order])


def readings(tokens: np.ndarray, count: int, length: int) -> int:
    """The steps that one reading takes."""
    return int((len(tokens) - length - 1) // length // count)


class HeadLoss(torch.autograd.Function):
    """Cross-entropy of states [n, d] against tokens [n] through the output matrix [V, d], in nats.

    A slice at a time, with its gradient at once: the logits of a whole step are large enough for
    moving them to take as long as computing them. With `expected` the gradient is that against the
    token and the expected row mixed, with `trust` [n] in the row; the loss that is told is against
    the token alone.
    """

    @staticmethod
    def forward(
        ctx: Any,
        states: Tensor,
        matrix: Tensor,
        tokens: Tensor,
        trust: Tensor | None = None,
        expected: Expected | None = None,
    ) -> Tensor:
        """The mean over all n."""
        narrow, rows = matrix.to(NARROW), states.to(NARROW)
        to_states, to_matrix = torch.empty_like(states), torch.zeros_like(matrix)
        total = torch.zeros(())
        for at in range(0, len(states), SLICE):
            part = slice(at, min(at + SLICE, len(states)))
            chances = torch.softmax((rows[part] @ narrow.T).float(), -1)
            own = torch.arange(len(chances)), tokens[part]
            total -= chances[own].clamp_min(1e-30).log().sum()
            if trust is None or expected is None:
                chances[own] -= 1.0
            else:
                share = trust[part]
                chances[own] -= 1.0 - share
                if share.any():
                    chances.addcmul_(expected(part), share[:, None], value=-1.0)
            slope = chances.to(NARROW)
            to_states[part] = (slope @ narrow).float()
            to_matrix += (slope.T @ rows[part]).float()
        ctx.save_for_backward(to_states / len(states), to_matrix / len(states))
        return total / len(states)

    @staticmethod
    def backward(ctx: Any, *slopes: Tensor) -> tuple[Tensor | None, ...]:
        """The gradients that forward already knows."""
        to_states, to_matrix = ctx.saved_tensors
        return slopes[0] * to_states, slopes[0] * to_matrix, None, None, None


def next_token_loss(
    model: Any,
    rows: Tensor,
    trust: Tensor | None = None,
    expected: Expected | None = None,
    kept: Tensor | None = None,
) -> Tensor:
    """Mean nats a token of rows, int64 [n, T + 1]; see `HeadLoss` for the rest.

    With `kept`, bool [n x T], only those tokens are to be predicted; `trust` and `expected` are
    told of no others.
    """
    with mixed():
        states = model.transformer(rows[:, :-1]).last_hidden_state
    states, tokens = states.float().flatten(0, 1), rows[:, 1:].flatten()
    if kept is not None:
        states, tokens = states[kept], tokens[kept]
    head: Any = HeadLoss.apply
    loss: Tensor = head(states, model.lm_head.weight, tokens, trust, expected)
    return loss


def learn(
    config: GPT2Config,
    tokens: np.ndarray,
    folder: Path,
    plan: Plan,
    batch: int,
    watch: Callable[[int, Any], None] = lambda step, model: None,
) -> Any:
    """A GPT-2 that has read `tokens` as the plan says, `batch` tokens a step.

    `watch` is shown the model before each step.
    """
    length = config.n_positions
    model = gpt(config)

    def loss(step: int) -> Tensor:
        watch(step, model)
        rows = pages(tokens, step, batch // length, length)
        return next_token_loss(model, torch.from_numpy(rows.astype(np.int64)))

    Trainer(folder, model, plan).run(loss)
    return model


def weights(model: Any) -> dict[str, Tensor]:
    """What is worth keeping: all but the output matrix, which is the embedding's."""
    return {n: p for n, p in model.state_dict().items() if n != "lm_head.weight"}


def bits(logits: Logits, ids: Sequence[int], context: int, end: int = END) -> float:
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
