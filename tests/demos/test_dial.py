"""A direction in the residual stream: how far each style moves, and that the text breaks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from livedemo import generate
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of
from tests.folder import modules

STORY = ROOT / "export/models/story-lm"
PLACES = (-6, -2, 0, 2, 6)


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm", "novel-lm", "scripture-lm")


@pytest.fixture(scope="module")
def dial() -> Demo:
    return demo_of("dial")


@pytest.fixture(scope="module")
def beginnings(dial: Demo) -> Iterator[list[str]]:
    """How readers may begin; the figure's own presets are none of them."""
    with modules(STORY, "readers") as loaded:
        own = dial.controls["text"].choices().values()  # type: ignore[attr-defined]
        yield [text for text in loaded["readers"].BEGINNINGS if text not in own]


def test_style_moves_with_the_dial_and_then_breaks(
    dial: Demo, models: dict[str, OrtModel], beginnings: list[str]
) -> None:
    own: dict[str, Any] = dial.function.__globals__
    lm = models["story-lm"]

    async def at(place: int) -> tuple[float, float, float]:
        """Bits a token to the readers of novels and of scripture, and the share of new tokens."""
        steer = await lm.graph("direction")(strength=[float(place)], layer=[own["LAYER"]])
        found = []
        for seed, text in enumerate(beginnings):
            ids = lm.tokenizer.encode(text).ids
            steps = generate(
                lm,
                ids,
                own["WRITES"],
                Random(seed),
                temperature=own["TEMPERATURE"],
                steer=steer.steer,
            )
            new = [token.id for token in [step async for step in steps][-1].tokens]
            if new:
                judges = models["novel-lm"], models["scripture-lm"]
                bits = [await own["_bits"](judge, ids, new) for judge in judges]
                found.append((*bits, len(set(new)) / len(new)))
        assert len(found) >= 0.7 * len(beginnings)
        novel, scripture, varied = (sum(each) / len(found) for each in zip(*found, strict=True))
        return novel, scripture, varied

    async def everywhere() -> dict[int, tuple[float, float, float]]:
        return {place: await at(place) for place in PLACES}

    scores = asyncio.run(everywhere())
    what = {place: [round(each, 2) for each in score] for place, score in scores.items()}
    novel, scripture, varied = ({at: scores[at][i] for at in PLACES} for i in range(3))
    gap = {at: novel[at] - scripture[at] for at in PLACES}  # more where it is more like scripture
    assert gap[-2] < gap[0] - 2 and gap[0] + 2 < gap[2], what
    assert scripture[2] < scripture[0] - 1 and novel[-2] < novel[0] + 0.2, what
    assert scripture[6] > scripture[2] + 1 and novel[-6] > novel[-2] + 2, what  # broken
    assert max(varied[6], varied[-6]) < varied[0] - 0.15, what


def test_the_guess_has_its_answer(dial: Demo, models: dict[str, OrtModel]) -> None:
    guess = dial.controls["guess"]
    html = last(dial, models, **dict(guess.brings()) | {"guess": "the text breaks"})
    assert "You were right: the text breaks." in html


def test_the_table_holds_every_second_place(dial: Demo, models: dict[str, OrtModel]) -> None:
    html = last(dial, models)
    for place in ("−6", "−2", "0", "+6"):
        assert re.search(rf">{re.escape(place)}</(bdi|td)>", html), place
    other = last(dial, models, again=1)
    assert other != html


def test_a_dial_at_zero_changes_nothing(dial: Demo, models: dict[str, OrtModel]) -> None:
    run = asyncio.run(models["story-lm"].graph("direction")(strength=[0.0], layer=[3]))
    assert not any(run.steer.data)
    assert "With the dial at 0:" not in last(dial, models, strength=0)
