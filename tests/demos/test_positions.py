"""Three ways to tell a place: what depends on the distance alone, and what does in part."""

import asyncio
import math
import random
import sys
from typing import Any

import numpy as np
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import demo_of, last, models_of

N = 32


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("positions")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("positions")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


@pytest.fixture(scope="module")
def learned(parts: Any, models: dict[str, OrtModel]) -> Any:
    """The cosines of story-lm's rows [N, N]."""
    return np.array(asyncio.run(parts.ask(models["positions"], "learned", 1, 1)).all.tolist())


def spread(numbers: Any) -> float:
    """How far numbers [N, N] of one distance, and one direction, are apart at most."""
    found = np.array(numbers)
    diagonals = [found.diagonal(apart) for apart in range(1 - N, N)]
    return max(float(each.max() - each.min()) for each in diagonals)


def test_sinusoids_depend_on_the_distance_alone(parts: Any, models: dict[str, OrtModel]) -> None:
    run = asyncio.run(parts.ask(models["positions"], "sinusoids", 5, 9))
    assert spread(run.all.tolist()) < 1e-4
    speeds = [parts.BASE ** (-pair / parts.PAIRS) for pair in range(parts.PAIRS)]
    assert run.all[4, 13] == pytest.approx(sum(math.cos(9 * speed) for speed in speeds), abs=1e-4)
    # A shift is a rotation: each pair of the second place is that of the first, turned.
    for (sine, cosine), (s, c), speed in zip(
        run.one.tolist(), run.other.tolist(), speeds, strict=True
    ):
        turned = complex(cosine, sine) * complex(math.cos(9 * speed), math.sin(9 * speed))
        assert (c, s) == pytest.approx((turned.real, turned.imag), abs=1e-5)


def test_rotary_scores_depend_on_the_distance_alone_whatever_is_asked(
    parts: Any, models: dict[str, OrtModel]
) -> None:
    dice = random.Random(0)
    contents = [(parts.KEY, parts.QUERY)] + [
        tuple([[dice.gauss(0, 1) for _ in "xy"] for _ in range(parts.PAIRS)] for _ in "kq")
        for _ in range(3)
    ]
    for key, query in contents:
        run = asyncio.run(
            models["positions"].graph("rotary")(key=key, query=query, first=[0], second=[3])
        )
        assert spread(run.all.tolist()) < 1e-3
        plain = sum(a * c + b * d for (a, b), (c, d) in zip(key, query, strict=True))
        assert run.all[7, 7] == pytest.approx(plain, abs=1e-3)  # as if nobody had turned them
    fits = asyncio.run(parts.ask(models["positions"], "rotary", 1, 3)).all
    assert max(range(N), key=lambda at: fits[0, at]) == 3  # as demo.py says of its numbers


def test_in_the_learned_table_the_distance_tells_part(learned: Any) -> None:
    apart = np.abs(np.subtract.outer(np.arange(N), np.arange(N)))
    means = np.array([learned[apart == each].mean() for each in range(N)])
    others = apart > 0
    left = ((learned - means[apart])[others] ** 2).sum()
    told = 1 - left / ((learned[others] - learned[others].mean()) ** 2).sum()
    print(f"{100 * told:.0f} % of the variance is the distance's")
    assert 0.2 < told < 0.9


def test_what_the_page_says_of_the_learned_table(learned: Any, parts: Any) -> None:
    means = [learned.diagonal(apart).mean() for apart in range(N)]
    print([round(float(each), 2) for each in means])
    assert means[1] < min(means[2 : parts.NEAR + 1])  # neighbours are least alike of what is near
    assert min(means[2 : parts.NEAR + 1]) > max(means[24:])  # what is near is more alike than far


def test_the_guess_has_one_right_answer(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    answers = {guess: last(demo, models, guess=guess) for guess in demo.controls["guess"].states()}
    assert [guess for guess, html in answers.items() if "You were right" in html] == [parts.STAYS]


@pytest.mark.parametrize("way", ["sinusoids", "learned", "rotary"])
def test_every_place_is_there(demo: Demo, models: dict[str, OrtModel], way: str) -> None:
    for place in (1, 16):
        for apart in (0, 1, 15):
            html = last(demo, models, way=way, place=place, apart=apart)
            assert "nan" not in html and html.count("<") < 2 * 1000
            assert html.count("ld-clocks-rim") == (0 if way == "learned" else 8)
