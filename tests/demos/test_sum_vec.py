"""The numbers behind a word, as the encoder gives them."""

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import TEXTS, demo_of, last, models_of, named

SENSES = Path(__file__).with_name("senses.txt")


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


def test_one_pair_can_fool_you(demo: Demo, models: dict[str, OrtModel], parts: Any) -> None:
    html = last(demo, models, text=parts.BANKS, word="bank", guess=parts.RIVER)
    assert "You were right" in html
    loan, river = near(html)
    assert river > loan


def test_two_springs_of_a_season_and_one_of_a_door(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    season, coil = near(last(demo, models, text=parts.SPRINGS))
    assert season > coil + 0.05


@pytest.fixture(scope="module")
def senses(demo: Demo, models: dict[str, OrtModel], parts: Any) -> dict[str, tuple[Any, Any]]:
    """By word: the cosines [N, N] of its vectors in N sentences, and which are of one sense."""
    minilm = named(demo, models)["minilm"]

    async def vector(line: str, word: str) -> list[float]:
        tokens = minilm.tokenizer.encode(line)
        hidden = await parts.hidden_states(minilm, [token.id for token in tokens])
        found: list[float] = parts.summed(parts.states(hidden, parts.places(line, word, tokens)))
        return found

    async def measured() -> dict[str, tuple[Any, Any]]:
        rows: dict[str, list[tuple[str, str]]] = {}
        for line in SENSES.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                word, sense, sentence = line.split("\t")
                rows.setdefault(word, []).append((sense, sentence))
        found = {}
        for word, each in rows.items():
            vectors = numpy.array([await vector(sentence, word) for _, sentence in each])
            vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
            kinds = numpy.array([sense for sense, _ in each])
            found[word] = vectors @ vectors.T, kinds[:, None] == kinds
        return found

    return asyncio.run(measured())


def nearest_has_its_sense(cosines: Any, same: Any) -> int:
    """How many have one of their own sense as their nearest."""
    others = cosines - 9 * numpy.eye(len(cosines))
    return int(same[numpy.arange(len(same)), others.argmax(1)].sum())


def test_the_nearest_bank_has_the_same_sense(senses: dict[str, tuple[Any, Any]]) -> None:
    cosines, same = senses["bank"]
    assert len(cosines) == 16
    assert nearest_has_its_sense(cosines, same) >= 15  # 16 when it was written down
    apart = ~numpy.eye(16, dtype=bool)
    assert cosines[same & apart].mean() == pytest.approx(0.92, abs=0.01)
    assert cosines[~same].mean() == pytest.approx(0.86, abs=0.01)


def test_other_words_are_sorted_by_sense_as_well(senses: dict[str, tuple[Any, Any]]) -> None:
    right = {word: nearest_has_its_sense(*each) for word, each in senses.items()}
    total = sum(len(cosines) for cosines, _ in senses.values())
    assert total == 72
    assert sum(right.values()) == pytest.approx(67, abs=2)
    assert all(2 * right[word] > len(cosines) for word, (cosines, _) in senses.items())


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
