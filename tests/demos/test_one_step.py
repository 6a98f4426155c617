"""Gradient descent by hand: a step is torch's own, and does what the figure says."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
import torch
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import demo_of, last, models_of

CRITICAL = 2 / (2 * (4 + 16 + 36) / 3)  # 2 over the curvature, 2 x the mean of words squared


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("one-step")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("one-step", "gpt2-bpe")


@pytest.fixture(scope="module")
def texts(demo: Demo) -> Any:
    return vars(sys.modules[demo.function.__module__])["TEXTS"]


def way(html: str) -> list[tuple[float, float]]:
    """Parameter and loss after each step, from the table."""
    table = html[html.index("Table: the way so far") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    found = [re.findall(r"<bdi[^>]*>([^<]*)</bdi>", row) for row in rows]
    numbers = [[float(n.replace("−", "-").replace(",", "")) for n in row] for row in found]
    return [(each, loss) for _, each, loss in numbers]


@pytest.mark.parametrize(("begin", "rate"), [(0.2, 0.01), (3.0, 0.05), (0.2, 0.07)])
def test_steps_are_those_of_torch(
    demo: Demo, models: dict[str, OrtModel], texts: Any, begin: float, rate: float
) -> None:
    each = torch.nn.Parameter(torch.tensor(begin))
    descent = torch.optim.SGD([each], lr=rate)
    words = torch.tensor([float(text[1]) for text in texts])
    tokens = torch.tensor([float(text[2]) for text in texts])
    expected = []
    for _ in range(7):
        descent.zero_grad()
        loss = torch.nn.functional.mse_loss(each * words, tokens)
        expected.append((each.item(), loss.item()))
        loss.backward()  # type: ignore[no-untyped-call]
        descent.step()
    found = way(last(demo, models, parameter=begin, rate=rate, steps=6))
    assert [n for row in found for n in row] == pytest.approx(
        [n for row in expected for n in row], abs=0.002, rel=1e-4
    )


def test_the_texts_have_as_many_tokens_as_is_said(models: dict[str, OrtModel], texts: Any) -> None:
    for text, words, tokens in texts:
        assert len(text.split()) == words
        assert len(models["gpt2-bpe"].tokenizer.encode(text)) == tokens


def test_too_high_a_rate_grows_and_a_lower_one_does_not(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    assert f"{CRITICAL:.3f}" == "0.054" and "a rate of 0.054" in " ".join(demo.why.split())
    for rate in demo.controls["rate"].states():
        losses = [loss for _, loss in way(last(demo, models, rate=rate, steps=10))]
        assert (losses[-1] > losses[0]) == (rate > CRITICAL), rate
        if rate > CRITICAL:
            assert losses == sorted(losses)


def test_past_half_of_that_rate_it_leaps_over(demo: Demo, models: dict[str, OrtModel]) -> None:
    def sides(rate: float) -> set[bool]:
        found = way(last(demo, models, rate=rate, steps=2))
        return {each > 86 / 56 for each, _ in found}

    assert sides(0.025) == {False} and sides(0.03) == {False, True}


def test_the_slope_is_twice_the_mean_by_hand(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models)
    products = [float(n) for n in ("-7.20", "-20.80", "-46.80")]
    assert all(f"{n:.2f}".replace("-", "−") in html for n in products)
    slope = 2 * sum(products) / 3
    assert f"The slope is {slope:.1f}".replace("-", "−") in html
    assert f"= {0.2 - 0.01 * slope:.2f}." in html


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    guess: Any = demo.controls["guess"]
    answers = {
        option: last(demo, models, **guess.brings(), guess=option) for option in guess.states()
    }
    assert [option for option, html in answers.items() if "You were right" in html] == ["more"]


def test_the_ends_of_its_controls_can_be_drawn(demo: Demo, models: dict[str, OrtModel]) -> None:
    for parameter in demo.controls["parameter"].ends():
        for rate in demo.controls["rate"].ends():
            html = last(demo, models, parameter=parameter, rate=rate, steps=10)
            assert "nan" not in html and "inf" not in html


def test_what_the_page_says_of_three_rates(demo: Demo, models: dict[str, OrtModel]) -> None:
    bottom = 86 / 56

    def apart(rate: float) -> list[float]:
        return [each - bottom for each, _ in way(last(demo, models, rate=rate, steps=6))]

    slow, leaps, grows = (apart(rate) for rate in (0.005, 0.03, 0.055))
    assert slow[-1] < -0.3  # not there yet
    assert leaps[0] < 0 < leaps[1] and abs(leaps[1]) < abs(leaps[0]) / 5
    sizes = [abs(each) for each in grows]
    assert sizes == sorted(sizes)
