"""The figure in which readers guess a text along with a model: what both lose is what they gave."""

from __future__ import annotations

import asyncio
import re
from math import log2
from typing import Any

import numpy
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of

HELD_OUT = ROOT / "export/models/story-lm/held-out.txt"


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("guess-along")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


@pytest.fixture(scope="module")
def own(demo: Demo) -> dict[str, Any]:
    found: dict[str, Any] = demo.function.__globals__
    return found


def places(
    own: dict[str, Any], models: dict[str, OrtModel], passage: int
) -> tuple[list[int], list[Any]]:
    lm = models["story-lm"]
    ids = lm.tokenizer.encode(own["PASSAGES"][passage - 1]["text"]).ids
    ids = ids[: own["GIVEN"] + own["ASKED"]]

    async def all_of_them() -> list[Any]:
        return [await own["_place"](lm, ids[:at], ids[at]) for at in range(own["GIVEN"], len(ids))]

    return ids, asyncio.run(all_of_them())


def test_the_passages_are_held_out_and_long_enough(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    text = " ".join(HELD_OUT.read_text(encoding="utf-8").split())
    for passage in own["PASSAGES"]:
        assert passage["text"] in text
        ids = models["story-lm"].tokenizer.encode(passage["text"]).ids
        assert len(ids) > own["GIVEN"] + own["ASKED"]


@pytest.mark.parametrize("passage", [1, 2, 3, 4])
def test_the_chances_are_the_models(
    own: dict[str, Any], models: dict[str, OrtModel], passage: int
) -> None:
    """Of the four tokens that it finds likeliest, and of all others together."""
    ids, found = places(own, models, passage)
    logits = asyncio.run(models["story-lm"](ids=ids, outputs=["logits"])).logits
    rows = numpy.array(logits.tolist())
    chances = numpy.exp(rows - rows.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    for at, place in enumerate(found, own["GIVEN"]):
        row = chances[at - 1]
        assert set(place.ids) == set(numpy.argsort(-row, kind="stable")[:4].tolist())
        assert place.shares[:4] == pytest.approx(row[list(place.ids)].tolist(), abs=1e-4)
        assert sum(place.shares) == pytest.approx(1, abs=1e-5)
        assert [*place.ids, ids[at]][place.truth] == ids[at]


def test_both_lose_by_what_they_gave(
    demo: Demo, own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    _, found = places(own, models, 2)
    right = "".join(f"{place.truth + 1}4" for place in found)
    wrong = "".join(f"{(place.truth + 1) % 5 + 1}4" for place in found)
    unsure = "11" * len(found)
    its = sum(-log2(place.shares[place.truth]) for place in found) / len(found)
    for answers, mine in ((right, -log2(0.96)), (wrong, -log2(0.01)), (unsure, log2(5))):
        html = last(demo, models, passage=2, answers=f"2-{answers}")
        means = re.search(r"the mean is ([\d.]+) for you and ([\d.]+) for the model", html)
        assert means
        assert float(means[1]) == pytest.approx(mine, abs=0.006)
        assert float(means[2]) == pytest.approx(its, abs=0.006)
    assert "The model wins" in last(demo, models, passage=2, answers=f"2-{wrong}")
    assert "You win" in last(demo, models, passage=2, answers=f"2-{right}")


def test_what_the_page_says_of_bits(own: dict[str, Any]) -> None:
    page = (ROOT / "docs/how-they-learn.md").read_text(encoding="utf-8")
    most = max(own["SURE"].values())
    assert f"{most:.0%}".replace("%", " %") in page
    assert "6.6 bits" in page and round(-log2((1 - most) / 4), 1) == 6.6

    def lost(share: float) -> float:
        """In the long run, by who is right as often as `most` says and bets so much."""
        return float(-most * log2(share) - (1 - most) * log2((1 - share) / 4))

    assert all(lost(most) < lost(share) for share in (0.2, 0.5, 0.75, 0.9, 0.99))


def test_answers_to_another_passage_are_none(demo: Demo, models: dict[str, OrtModel]) -> None:
    assert last(demo, models, passage=1, answers="2-1111") == last(demo, models, passage=1)


def test_the_model_beats_who_does_not_know(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    """On all passages together: it is worth playing against."""
    found = [place for passage in (1, 2, 3, 4) for place in places(own, models, passage)[1]]
    assert sum(-log2(place.shares[place.truth]) for place in found) / len(found) < log2(5)
