"""The numbers behind a word, as the encoder gives them."""

import re
import sys
from typing import Any

import numpy
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import TEXTS, demo_of, last, models_of, named


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("minilm")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("sum-vec")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


def near(html: str) -> list[float]:
    """The cosines that the figure tells."""
    found = re.search(r"Cosine with the next: ([0-9., ]+)\.", html)
    assert found
    return [float(number) for number in found[1].split(",")]


def test_learning_is_384_numbers_and_384_others(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models)
    assert "“learning” in the first sentence is 384 numbers" in html.replace("Learning", "learning")
    assert html.count("384 numbers from") == 2
    assert 0.8 < near(html)[0] < 0.95


def test_the_numbers_are_the_sum_of_the_last_four_layers(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    import asyncio

    minilm = named(demo, models)["minilm"]
    line = parts.LEARNING.splitlines()[0]
    tokens = minilm.tokenizer.encode(line)
    rows = parts.places(line, "learning", tokens)
    assert [tokens[row - 1].piece for row in rows] == ["learning"]
    hidden = asyncio.run(parts.hidden_states(minilm, [token.id for token in tokens]))
    array = numpy.array(hidden.tolist(), dtype="float32")  # [7, T, 384]
    expected = array[3:7, rows[0]].sum(axis=0)
    found = parts.summed(parts.states(hidden, rows))
    assert numpy.allclose(found, expected, atol=1e-4)
    assert f"<bdi>{found[0]:.2f}</bdi>" in last(demo, models)


def test_the_same_sentence_gives_the_same_numbers(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    html = last(demo, models, text=parts.PRESETS["The same twice"], word="flies")
    assert near(html) == [1.0]


def test_the_rivers_bank_is_not_the_farther_one(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    html = last(demo, models, text=parts.BANKS, word="bank", guess=parts.RIVER)
    assert "You were right" in html
    loan, river = near(html)
    assert river > loan


def test_the_word_is_the_longest_that_all_share(parts: Any) -> None:
    vectors = sys.modules[parts.shared.__module__]
    assert vectors.shared(parts.BANKS.splitlines()) == "bank"
    assert vectors.shared(["one two", "three"]) == "one"
    assert vectors.shared(["🚀"]) == "🚀"


def test_what_is_missing_is_said(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, text="The cat sat.\nA dog ran.", word="cat")
    assert "“cat” is missing from 1 sentence." in html
    assert "is not among the words" in last(demo, models, text="The cat sat.", word="dog")


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], text: str) -> None:
    assert "data-say" in last(demo, models, text=text)
    assert "data-say" in last(demo, models, word=text)
