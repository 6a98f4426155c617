"""The logit lens: what it says is the model's own last step, and what is claimed of it holds."""

import asyncio
import re
import sys
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

STORY = ROOT / "export/models/story-lm"


class Held(NamedTuple):
    """What the lens says on held-out text: ids [N, L, 64], and the text's own tokens [N, 64]."""

    order: Any
    ids: Any


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("hidden-states")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


@pytest.fixture(scope="module")
def held(models: dict[str, OrtModel]) -> Held:
    lm = models["story-lm"]
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    ids = lm.tokenizer.encode(text, special=False).ids
    windows = [ids[at : at + 64] for at in range(0, len(ids) - 64, 8 * 64)]

    async def read() -> list[Any]:
        lens = lm.graph("lens")
        return [(await lens(ids=each, outputs=["order"])).order.tolist() for each in windows]

    return Held(np.array(asyncio.run(read())), np.array(windows))


def test_the_last_layer_decides_as_often_as_is_claimed(parts: Any, held: Held) -> None:
    late = 100 * (held.order[:, -1] != held.order[:, -2]).mean()
    print(f"LATE = {late:.0f}")
    assert late == pytest.approx(parts.LATE, abs=2)


def test_early_guesses_are_few_and_seldom_right(parts: Any, held: Held) -> None:
    for layer, ten, right in (
        (0, parts.TEN[0], parts.RIGHT[0]),
        (-1, parts.TEN[1], parts.RIGHT[1]),
    ):
        order = held.order[:, layer]
        counts = np.sort(np.unique(order, return_counts=True)[1])[::-1]
        found = 100 * counts[:10].sum() / order.size
        hit = 100 * (order[:, :-1] == held.ids[:, 1:]).mean()
        print(f"layer {layer}: TEN {found:.0f}, RIGHT {hit:.0f}")
        assert found == pytest.approx(ten, abs=2)
        assert hit == pytest.approx(right, abs=2)


def test_the_last_column_is_what_the_model_says(models: dict[str, OrtModel]) -> None:
    lm = models["story-lm"]
    ids = lm.tokenizer.encode("And he said to them, Go into the").ids

    async def both() -> tuple[Any, Any]:
        lens = await lm.graph("lens")(ids=ids, token=[len(ids) - 1], layer=[5])
        return lens, await lm.graph("next")(ids=ids, outputs=["probabilities", "order"])

    lens, end = asyncio.run(both())
    assert lens.names.tolist() == end.order.tolist()[:5]
    assert lens.likely.tolist() == pytest.approx(end.probabilities.tolist()[:5], rel=1e-3)
    assert lens.chances[5, len(ids) - 1] == pytest.approx(lens.likely[0], rel=1e-4)


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    answers = [last(demo, models, guess=guess) for guess in demo.controls["guess"].states()]
    assert sum("You were right" in html for html in answers) == 1
    assert all("data-verdict" in html for html in answers)


def test_the_fox_changes_its_mind(demo: Demo, models: dict[str, OrtModel], parts: Any) -> None:
    lm = models["story-lm"]
    ids = lm.tokenizer.encode(parts.FOX).ids
    order = asyncio.run(lm.graph("lens")(ids=ids, outputs=["order"])).order
    tops = [layer[len(ids) - 1] for layer in order]
    changes = sum(one != other for one, other in pairwise(tops))
    assert changes >= 2 and tops[-2] == tops[-1]  # the page: a guess is overtaken, another wins


def test_a_cell_opens_below_its_row(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, word=2, layer=3)
    assert "What would come after “␣fox”, if layer 3 were the last" in html
    assert html.count('aria-pressed="true"') == 1
    assert html.count("ld-lens-open") == 1


def test_bold_from_the_bar_on(demo: Demo, models: dict[str, OrtModel]) -> None:
    for row in re.findall(r"<tr[^>]*><th scope=\"row\".*?</tr>", last(demo, models), re.S):
        cells = re.findall(r'<td class="([^"]*)"', row)
        (bar,) = [i for i, cell in enumerate(cells) if "settles" in cell]
        assert all("final" in cell for cell in cells[bar:])
        assert not bar or "final" not in cells[bar - 1]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], text: str) -> None:
    for picks in ({}, {"word": 2, "layer": 2}, {"word": 999, "layer": 999}):
        html = last(demo, models, text=text, **picks)
        assert "data-say" in html and "<script" not in html
        assert html.count("<") < 2 * 6000
