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


def no_past(lm: Model) -> Tensor:
    """The cache of a model with a graph ``decode`` before any text, [2, L, H, 1, dh]."""
    shape = lm.spec["graphs"]["decode"]["inputs"]["past"]["shape"]
    return Tensor.full("float32", [size if isinstance(size, int) else 1 for size in shape], 0.0)


async def generate(
    lm: Model,
    ids: Iterable[int],
    count: int,
    chance: Random | None = None,
    every: int = 1,
    **settings: float | Tensor,
) -> AsyncIterator[Step]:
    """Let a model with a graph ``decode`` go on for ``count`` tokens, or to the end of the text.

    Gives a step before the first token, one after each, and one at the end. Without ``chance`` the
    likeliest token is taken; with it, one is drawn.

    Args:
        ids: the text so far, one token at least.
        every: tokens from one step to the next: a picture for each takes longer than the model.
        settings: further inputs of the graph, such as ``temperature`` or ``steer``.
    """
    decode, new = lm.graph("decode"), list[Token]()
    ids, cache = list(ids), no_past(lm)
    while True:
        drawing = {"uniform": chance.random()} if chance else {"top_k": 1}
        feeds: dict[str, Any] = {"ids": ids, "past": cache, **drawing, **settings}
        run = await decode(keep=["cache"], **feeds)
        drawn = run.next_id.item()
        over = len(new) == count or drawn == lm.tokenizer.end
        if over or len(new) % every == 0:
            yield Step(named(lm.tokenizer, run.order, run.probabilities), tuple(new))
        if over:
            return
        new.append(lm.tokenizer.token(drawn))
        ids, cache = [drawn], run.cache


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
