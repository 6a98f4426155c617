"""Next-sentence prediction: does the second text follow the first?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from livedemo import Model, Note, Say, Table, View, percent

from .question import Question

PAIRS: Sequence[Mapping[str, str]] = json.loads(
    Path(__file__).with_name("pairs.json").read_text(encoding="utf-8")
)
FOLLOWS, APART = 1, 2  # answers
SENTENCE = re.compile(r"[.!?…][\"'”’)]*\s+")
HALF = 60  # tokens of own text on each side


async def judge(
    bert: Model, state: dict[str, Any], pair: int, answer: int, text: str
) -> list[View | None]:
    """A pair to judge, what the model says of it once the reader has, and of the reader's text."""
    shown = PAIRS[pair - 1]
    given = answer - 10 * pair if answer - 10 * pair in (FOLLOWS, APART) else 0
    told = await follows(bert, shown["a"], shown["b"])
    scores: dict[str, list[int]] = state.setdefault("judged", {})
    truth = FOLLOWS if shown["kind"] == "follows" else APART
    if given:
        scores[str(pair)] = [int(given == truth), int((told > 0.5) == (truth == FOLLOWS))]
    own = await _own(bert, text)
    return [
        Say(_sentence(given, truth, told, shown["kind"], list(scores.values()))),
        Question(shown["a"], shown["b"], 10 * pair, given),
        Note(own),
        Table(
            "Table: what is known of this task’s worth",
            ["B, where it does not follow, is from", "right"],
            [
                ["a document of any source", "77 of 100"],
                ["another document of the same source", "61 of 100"],
                ["by chance", "50 of 100"],
            ],
            numbers=[1],
        ),
    ]


async def follows(bert: Model, first: str, second: str) -> float:
    """How likely the model finds that one text follows another."""
    special = bert.facts["special"]
    a, b = bert.tokenizer.encode(first).ids[-HALF:], bert.tokenizer.encode(second).ids[:HALF]
    ids = [special["[CLS]"], *a, special["[SEP]"], *b, special["[SEP]"]]
    segments = [0] * (len(a) + 2) + [1] * (len(b) + 1)
    run = await bert(ids=ids, segments=segments, outputs=["follows"])
    chance: float = run.follows[0]
    return chance


def _sentence(
    given: int, truth: int, told: float, kind: str, scores: Sequence[Sequence[int]]
) -> str:
    if not given:
        return "Does B follow A, or is it from elsewhere? Answer first; then the model does."
    where = {
        "follows": "B does follow A",
        "same": "B is from elsewhere, in the same source",
        "other": "B is from another source",
    }
    mine, models = (sum(score[i] for score in scores) for i in (0, 1))
    return (
        f"{'Right' if given == truth else 'Wrong'}: {where[kind]}. The model gives "
        f"{percent(told)} that it follows. So far: you {mine} of {len(scores)}, the model "
        f"{models}."
    )


async def _own(bert: Model, text: str) -> str:
    """What the model says of the reader's text, cut after its first sentence."""
    found = SENTENCE.search(text)
    first, second = (
        (text[: found.end()].strip(), text[found.end() :].strip()) if found else ("", "")
    )
    if not second:
        return "Write two sentences above, and the model judges whether they belong together."
    there, back = await follows(bert, first, second), await follows(bert, second, first)
    return (
        f"Your own text, cut after its first sentence: the model gives {percent(there)} "
        f"that the second part follows the first, and {percent(back)} the other way round."
    )
