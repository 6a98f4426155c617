"""The words of a text, their tokens, and what an encoder says of a token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Model, label
from livedemo.decoding import Ranked, ranked
from livedemo.tokenizers import Encoding

Span = tuple[int, int]


def split(text: str, found: Encoding) -> list[Span]:
    """The words and marks of the text that its tokens ``found`` cover, as (start, end)."""
    end = max((token.end for token in found), default=0)
    return [match.span() for match in re.finditer(r"\w+(?:['’]\w+)*|[^\w\s]+", text[:end])]


def tokens_of(span: Span, found: Encoding) -> list[int]:
    """The places of a word's tokens."""
    start, end = span
    return [i for i, t in enumerate(found) if t.start < end and max(t.end, t.start + 1) > start]


@dataclass(frozen=True)
class Told:
    """What a model expects at a place, and the token that stood there."""

    chances: Ranked
    truth: int
    model: Model

    def name(self, id: int) -> str:
        """A token as it is shown."""
        tokenizer = self.model.tokenizer
        if id >= tokenizer.vocabulary_size:
            return "[MASK], [CLS] or [SEP]"
        return "(end)" if id == tokenizer.end else label(tokenizer.token(id))

    @property
    def likely(self) -> list[tuple[str, float]]:
        """The five likeliest tokens."""
        return [(self.name(self.chances.ids[i]), self.chances.shares[i]) for i in range(5)]

    @property
    def rank(self) -> int:
        """Of the right token, from 1."""
        return list(self.chances.ids).index(self.truth) + 1

    @property
    def chance(self) -> float:
        """Of the right token."""
        return self.chances.shares[self.rank - 1]


async def encode(
    bert: Model, ids: Sequence[int], places: Sequence[int], truths: Sequence[int]
) -> list[Told]:
    """What an encoder says stands at places of a text, whose marks it gets besides."""
    special = bert.facts["special"]
    run = await bert(ids=[special["[CLS]"], *ids, special["[SEP]"]], outputs=["logits"])
    return [
        Told(ranked(run.logits[place + 1].tolist()), truth, bert)
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
    return [Told(ranked(found[place]), ids[place], gpt) for place in places]
