"""The words of a text, their tokens, and what an encoder says of a token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from heapq import nlargest
from math import exp

from livedemo import Model, called
from livedemo.tokenizers import Encoding, Tokenizer

Span = tuple[int, int]


def split(text: str, found: Encoding) -> list[Span]:
    """The words and marks of the text that its tokens ``found`` cover, as (start, end)."""
    end = max((token.end for token in found), default=0)
    return [match.span() for match in re.finditer(r"\w+(?:['’]\w+)*|[^\w\s]+", text[:end])]


def tokens_of(span: Span, found: Encoding) -> list[int]:
    """The places of a word's tokens."""
    start, end = span
    return [i for i, t in enumerate(found) if t.start < end and max(t.end, t.start + 1) > start]


class Told:
    """What a model expects at a place, and the token that stood there.

    Attributes:
        likely: the five likeliest tokens with their chances.
        rank: of the right token, from 1; ``chance`` is what it has.

    Args:
        logits: the scores of all tokens, [V].
        truth: the token that stood there.
    """

    def __init__(self, logits: Sequence[float], truth: int, tokenizer: Tokenizer) -> None:
        first = nlargest(5, range(len(logits)), key=logits.__getitem__)
        most = logits[first[0]]
        total = sum([exp(score - most) for score in logits])
        shares = {id: exp(logits[id] - most) / total for id in (*first, truth)}
        right = logits[truth]
        self.likely = [(_name(id, tokenizer), shares[id]) for id in first]
        self.rank = 1 + sum([score > right for score in logits])
        self.chance = shares[truth]


def _name(id: int, tokenizer: Tokenizer) -> str:
    if id >= tokenizer.vocabulary_size:
        return "[MASK], [CLS] or [SEP]"
    return called(id, tokenizer)


async def encode(
    bert: Model, ids: Sequence[int], places: Sequence[int], truths: Sequence[int]
) -> list[Told]:
    """What an encoder says stands at places of a text, whose marks it gets besides."""
    special = bert.facts["special"]
    run = await bert(ids=[special["[CLS]"], *ids, special["[SEP]"]], outputs=["logits"])
    return [
        Told(run.logits[place + 1].tolist(), truth, bert.tokenizer)
        for place, truth in zip(places, truths, strict=True)
    ]


async def go_on(gpt: Model, ids: Sequence[int], places: Sequence[int]) -> list[Told]:
    """What a causal model expects at places of a text, of which it sees what stands before each."""
    found = dict[int, list[float]]()
    if any(places):
        logits = (await gpt(ids=ids, outputs=["logits"])).logits
        found = {place: logits[place - 1].tolist() for place in places if place}
    if 0 in places:
        begin = (await gpt(ids=[gpt.tokenizer.end], outputs=["logits"])).logits
        found[0] = begin[0].tolist()
    return [Told(found[place], ids[place], gpt.tokenizer) for place in places]
