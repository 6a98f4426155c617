"""What language models write on, and how likely they find what comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from livedemo.model import Model
from livedemo.pieces import label
from livedemo.tensor import Tensor
from livedemo.tokenizers import Token, Tokenizer
from livedemo.views.bars import Bar, Bars

Likely = Sequence[tuple[Token, float]]  # tokens with their chances, likeliest first


@dataclass(frozen=True)
class Step:
    """A moment of writing: the tokens that are there, and what may follow them.

    Attributes:
        likely: the next token's chances.
        tokens: what was written so far, the text that it began with left out.
    """

    likely: Likely
    tokens: Sequence[Token]


async def generate(
    lm: Model,
    ids: Iterable[int],
    count: int,
    chance: Random | None = None,
    **settings: float | Tensor,
) -> AsyncIterator[Step]:
    """Let a model with a graph ``decode`` go on for ``count`` tokens, or to the end of the text.

    Gives a step before the first token and one after each. Without ``chance`` the likeliest token
    is taken; with it, one is drawn.

    Args:
        ids: the text so far, one token at least.
        settings: further inputs of the graph, such as ``temperature`` or ``steer``.
    """
    decode, position, new = lm.graph("decode"), 0, list[Token]()
    ids, memory = list(ids), dict[str, Tensor]()
    while True:
        drawing = {"uniform": chance.random()} if chance else {"top_k": 1}
        feeds: dict[str, Any] = {
            "ids": ids,
            "position": [position],
            **drawing,
            **settings,
            **memory,
        }
        run = await decode(keep=["cache"], **feeds)
        yield Step(named(lm.tokenizer, run.order, run.probabilities), tuple(new))
        drawn = run.next_id.item()
        if len(new) == count or drawn == lm.tokenizer.end:
            return
        new.append(lm.tokenizer.token(drawn))
        position, ids, memory = position + len(ids), [drawn], {"past": run.cache}


async def write_on(lm: Model, ids: Iterable[int], count: int) -> Step:
    """The chances of the first token after ``ids``, and the likeliest tokens in turn."""
    steps = [step async for step in generate(lm, ids, count)]
    return Step(steps[0].likely, steps[-1].tokens)


def named(tokenizer: Tokenizer, order: Tensor, chances: Tensor) -> Likely:
    """The tokens of the ids ``order`` [n] with their chances [n]; ids it lacks are left out."""
    return [
        (tokenizer.token(id), chance)
        for id, chance in zip(order.tolist(), chances.tolist(), strict=True)
        if id < tokenizer.vocabulary_size
    ]


def chances(caption: str, likely: Likely, shown: int = 8) -> Bars:
    """The first of the likeliest tokens as bars."""
    return Bars(
        caption, [Bar(label(token), chance) for token, chance in likely[:shown]], of="probability"
    )
