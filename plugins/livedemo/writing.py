"""What language models write on, and how likely they find what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from livedemo.model import Model
from livedemo.pieces import label
from livedemo.tensor import Tensor
from livedemo.tokenizers import Token, Tokenizer
from livedemo.views import Bar, Bars

Likely = Sequence[tuple[Token, float]]  # tokens with their chances, likeliest first


@dataclass(frozen=True)
class Written:
    """What follows a text: the first token's chances, and the likeliest tokens in turn."""

    likely: Likely
    tokens: Sequence[Token]


async def write_on(lm: Model, ids: Iterable[int], count: int, end: int) -> Written:
    """Let a model with a graph ``decode`` go on for ``count`` tokens, or to its ``end``."""
    decode, position = lm.graph("decode"), 0
    ids, memory = list(ids), dict[str, Any]()
    likely: Likely = ()
    new: list[Token] = []
    while True:
        run = await decode(ids=ids, position=[position], top_k=1, keep=["cache"], **memory)
        likely = likely or named(lm.tokenizer, run.order, run.probabilities)
        drawn = run.next_id.item()
        if len(new) == count or drawn == end:
            return Written(likely, new)
        new.append(lm.tokenizer.token(drawn))
        position, ids, memory = position + len(ids), [drawn], {"past": run.cache}


def named(tokenizer: Tokenizer, order: Tensor, chances: Tensor) -> Likely:
    """The tokens of the ids ``order`` [n] with their chances [n]; ids it lacks are left out."""
    return [
        (tokenizer.token(id), chance)
        for id, chance in zip(order.tolist(), chances.tolist(), strict=True)
        if id < tokenizer.vocabulary_size
    ]


def chances(caption: str, likely: Likely, shown: int = 8) -> Bars:
    """The first of the likeliest tokens as bars."""
    return Bars(caption, [Bar(label(token), chance) for token, chance in likely[:shown]])
