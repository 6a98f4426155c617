"""The five steps: by hand they are the module's, and in story-lm they give every head's weights."""

import asyncio
import json
import math
import re
import sys
from typing import Any

import numpy as np
import pytest
from livedemo.controls import ControlError
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

STORY = ROOT / "export/models/story-lm"


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("attention-by-hand", "story-lm")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("attention-by-hand")


@pytest.fixture(scope="module")
def hand(demo: Demo) -> Any:
    """The demo's module for numbers by hand."""
    return sys.modules[demo.function.__globals__["by_hand"].__module__]


def steps(query: Any, keys: Any, values: Any, seen: Any) -> tuple[Any, Any]:
    """Multiply, divide, cover, take shares, add up: the weights and what comes out."""
    scores = [sum(q * k for q, k in zip(query, key, strict=True)) for key in keys]
    scaled = [score / math.sqrt(len(query)) for score in scores]
    covered = [each for each, see in zip(scaled, seen, strict=True) if see]
    top = max(covered)  # which is taken off all scores, so that no power is too large
    powers = [math.exp(each - top) if see else 0.0 for each, see in zip(scaled, seen, strict=True)]
    weights = [power / sum(powers) for power in powers]
    columns = zip(*values, strict=True)
    return weights, [sum(w * v for w, v in zip(weights, c, strict=True)) for c in columns]


def test_by_hand_the_module_gives_what_arithmetic_gives(
    demo: Demo, hand: Any, models: dict[str, OrtModel]
) -> None:
    for numbers in (*hand.PRESETS.values(), *demo.controls["numbers"].ends()):
        for mask in (True, False):
            given = hand.read(numbers)
            weights, mixed = steps(given[0], given[1], given[2], hand.seen(mask))
            run = asyncio.run(
                models["attention-by-hand"](
                    **dict(zip(("query", "keys", "values"), given, strict=True)),
                    seen=hand.seen(mask),
                )
            )
            assert run.weights.tolist() == pytest.approx(weights, abs=1e-6)
            assert run.mixed.tolist() == pytest.approx(mixed, abs=1e-5)
            powers = run.powers.tolist()
            assert [p / sum(powers) for p in powers] == pytest.approx(weights, abs=1e-6)


def test_the_five_steps_give_the_weights_of_all_heads(models: dict[str, OrtModel]) -> None:
    lm = models["story-lm"]
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    ids = lm.tokenizer.encode(text, special=False).ids

    async def compare() -> float:
        worst = 0.0
        for at in (500, 12_000):
            window = ids[at : at + 64]
            whole = (await lm(ids=window, outputs=["attention"])).attention
            for layer in range(6):
                for head in range(6):
                    token = (11 * layer + 7 * head) % 64
                    run = await lm.graph("head")(
                        ids=window, token=[token], layer=[layer], head=[head]
                    )
                    seen = [place <= token for place in range(64)]
                    query, keys, values = (run[n].tolist() for n in ("query", "keys", "values"))
                    weights, mixed = steps(query, keys, values, seen)
                    near = np.array(weights) - np.array(whole[layer, head, token].tolist())
                    sums = np.array(mixed) - np.array(run.mixed.tolist())
                    worst = max(worst, np.abs(near).max(), np.abs(sums).max())
        return worst

    assert asyncio.run(compare()) < 1e-3


def test_twice_the_query_is_more_and_less_than_twice_the_share(
    demo: Demo, hand: Any, models: dict[str, OrtModel]
) -> None:
    html = last(demo, models, numbers=hand.TWICE, guess=hand.GROWS)
    assert f"You were right: {hand.GROWS}." in html
    found = re.search(r"It was (\d+)\s% and is (\d+)\s%", html)
    assert found and int(found[1]) < int(found[2]) < 2 * int(found[1])


def test_what_the_page_says_of_the_numbers(
    demo: Demo, hand: Any, models: dict[str, OrtModel]
) -> None:
    def weights(numbers: str, mask: bool = True) -> list[float]:
        query, keys, values = hand.read(numbers)
        return list(steps(query, keys, values, hand.seen(mask))[0])

    begin, round_about, alike = map(weights, (hand.BEGIN, hand.ROUND, hand.ALIKE))
    assert begin[1] == max(begin) and round_about[1] == min(round_about[:3])
    assert alike == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
    lifted = weights(hand.BEGIN, mask=False)
    assert lifted[3] > 0.5  # “most of the attention”
    assert "“saw” gives “the”, “fox” and “saw” 33" in last(demo, models, numbers=hand.ALIKE)


def test_the_head_that_is_shown_first_is_the_one_that_the_card_names(demo: Demo) -> None:
    best = json.loads((STORY / "heads.json").read_text(encoding="utf-8"))["heads"]["previous token"]
    shown = demo.defaults["layer"], demo.defaults["head"]
    assert shown == (best["layer"], best["head"])


@pytest.mark.parametrize(
    "numbers", ["", "1 2 3", " ".join(["4"] * 18), " ".join(["0.5"] * 18), "1 " * 17 + "x", 3, None]
)
def test_other_than_eighteen_small_whole_numbers_is_refused(demo: Demo, numbers: object) -> None:
    with pytest.raises(ControlError, match="18 whole numbers from -3 to 3"):
        demo.controls["numbers"].parse(numbers)


def test_numbers_are_written_in_one_way(demo: Demo, hand: Any) -> None:
    assert demo.controls["numbers"].parse("  -0 " + "01 ".replace("0", "") * 17) == (
        "0" + " 1" * 17
    )
    assert all(demo.controls["numbers"].parse(each) == each for each in hand.PRESETS.values())


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken_by_a_real_head(
    demo: Demo, models: dict[str, OrtModel], text: str
) -> None:
    for picks in ({}, {"word": 3, "key": 2}, {"word": 999, "key": 999}):
        html = last(demo, models, show="real", text=text, **picks)
        assert "data-say" in html and "<script" not in html
        assert html.count("<") < 2 * 6000


def test_the_rest_is_told(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, show="real", text="the fox and " * 10, word=20)
    assert "10 other tokens share" in html and "later tokens are covered." in html
