"""Rows of symbols for an encoder-decoder: padded, priced, and judged whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from workshop.training.precision import mixed


class Pair(NamedTuple):
    """What is read, what is to be written, each with its end; `start` stands before the second."""

    source: list[int]
    target: list[int]
    start: int = 0


def padded(rows: Sequence[list[int]], fill: int) -> Tensor:
    """Rows of ids as one int64 [rows, longest]."""
    longest = max(map(len, rows))
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])


def logits(model: Any, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor]:
    """What the model expects at each place of the targets [B, Tq, V], and the targets [B, Tq].

    Targets are -100 where a row has ended. `model` is a transformers encoder-decoder.
    """
    source = padded([pair.source for pair in pairs], -1)  # [B, Tk]
    targets = padded([pair.target for pair in pairs], -100)
    start = torch.tensor([[pair.start] for pair in pairs])
    before = torch.cat([start, targets[:, :-1].clamp(min=0)], 1)
    made: Tensor = model(
        source.clamp(min=0), attention_mask=source >= 0, decoder_input_ids=before
    ).logits
    return made.float(), targets


def cost(model: Any, pairs: Sequence[Pair], smoothing: float = 0.0) -> Tensor:
    """Cross-entropy in nats a symbol; `smoothing` of the target is spread over all symbols."""
    with mixed():
        made, targets = logits(model, pairs)
    return functional.cross_entropy(
        made.flatten(0, 1), targets.flatten(), label_smoothing=smoothing
    )


def exact(model: Any, pairs: Sequence[Pair]) -> float:
    """The share of targets that the model writes without a mistake, always taking the likeliest.

    As long as it makes none, it reads the target itself: so one pass tells.
    """
    made, targets = logits(model, pairs)
    right = (made.argmax(-1) == targets) | (targets < 0)
    return float(right.all(1).float().mean())


def untied(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """T5's weights without the copies of its one table of symbols."""
    copies = ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight")
    return {name: value for name, value in state.items() if name not in copies}
