"""What order means to models without positions: nothing to an encoder, much to a causal one."""

import asyncio
import re
import sys
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of, named

STORY = ROOT / "export/models/story-lm"


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("shuffle")


@pytest.fixture(scope="module")
def models(demo: Demo) -> dict[str, OrtModel]:
    return models_of(*demo.models.values())


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


@pytest.fixture(scope="module")
def changes(demo: Demo, models: dict[str, OrtModel], parts: Any) -> dict[str, list[float]]:
    """By model, how far a chance moved at most when held-out windows were shuffled."""
    given = named(demo, models)
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    ids = given["causal"].tokenizer.encode(text, special=False).ids
    starts = range(0, len(ids) - 64, len(ids) // 24)
    lengths = (6, 16, 40)
    windows = [ids[at : at + lengths[i % 3]] for i, at in enumerate(starts)]
    asks = {
        "encoder": parts.fill,
        "placed": parts.fill,
        "causal": parts.go_on,
        "told": parts.go_on,
    }

    async def measured() -> dict[str, list[float]]:
        found: dict[str, list[float]] = {name: [] for name in asks}
        for number, window in enumerate(windows):
            other = [window[place] for place in parts.shuffled(window, 1 + number % parts.ORDERS)]
            for name, ask in asks.items():
                one, two = [
                    {token.id: share for token, share in await ask(given[name], order)}
                    for order in (window, other)
                ]
                common = one.keys() & two.keys()
                found[name].append(max(abs(one[id] - two[id]) for id in common))
        return found

    return asyncio.run(measured())


def test_an_encoder_without_positions_can_not_tell(
    changes: dict[str, list[float]], parts: Any, demo: Demo
) -> None:
    most = max(changes["encoder"])
    print(f"at most {most:.1e}")
    assert most < parts.SAME / 2
    assert f"less than\n{100 * parts.SAME:g} percentage points" in demo.limits


def test_a_causal_model_without_positions_can(changes: dict[str, list[float]], parts: Any) -> None:
    least = min(changes["causal"])
    print(f"at least {least:.1e}")
    assert least > 100 * parts.SAME


def test_with_positions_both_can(changes: dict[str, list[float]], parts: Any) -> None:
    for name in ("placed", "told"):
        assert min(changes[name]) > 10 * parts.SAME, name


def test_an_order_is_another_one_of_the_same_tokens(parts: Any) -> None:
    for ids in ([7, 8, 9], [1, 1, 2, 1], list(range(64))):
        for order in range(1, parts.ORDERS + 1):
            places = parts.shuffled(ids, order)
            assert sorted(places) == list(range(len(ids)))
            assert places[-1] == len(ids) - 1
            assert [ids[place] for place in places] != ids
            assert places == parts.shuffled(ids, order)
        assert parts.shuffled(ids, 0) == list(range(len(ids)))
    assert all(parts.shuffled(ids, 3) == [] for ids in ([], [1], [1, 2], [5] * 9))


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    answers = {guess: last(demo, models, guess=guess) for guess in demo.controls["guess"].states()}
    assert [guess for guess, html in answers.items() if "You were right" in html] == [
        "the causal model"
    ]


def test_both_orders_are_shown(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models)
    assert html.count('class="ld-tokens"') == 2
    assert re.search(r"Shuffled, the encoder still expects “[^”]+” \([^)]+\), and no chance", html)
    own = last(demo, models, order=0)
    assert own.count('class="ld-tokens"') == 1 and "Now shuffle." in own


def test_a_chance_that_is_not_known_is_below_the_least_that_is(
    parts: Any, models: dict[str, OrtModel]
) -> None:
    token = models["story-lm"].tokenizer.token
    likely = [(token(5), 0.5), (token(6), 0.02)]
    assert parts.chance(likely, 5).shown == "50\u00a0%"
    assert parts.chance(likely, 7).shown == "<\u00a02.0\u00a0%"
    assert parts.chance([(token(5), 0.0001)], 7).shown == "<\u00a00.1\u00a0%"


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], text: str) -> None:
    for given in ({}, {"order": 12, "positions": True}):
        html = last(demo, models, text=text, **given)
        assert "data-say" in html and "<script" not in html
        assert html.count("<") < 2 * 6000
