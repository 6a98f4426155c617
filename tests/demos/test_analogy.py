"""What `analogy` claims, and what it says to sums of any kind."""

import importlib

import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import TEXTS, demo_of, last, models_of


@pytest.fixture(scope="module")
def glove() -> OrtModel:
    return models_of("glove")["glove"]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("analogy")


def shown(demo: Demo, glove: OrtModel, **inputs: object) -> str:
    return last(demo, {"glove": glove}, **inputs)


def test_queen_wins_only_under_the_rule(demo: Demo, glove: OrtModel) -> None:
    assert "king − man + woman: “queen” (cosine 0.853)." in shown(demo, glove)
    html = shown(demo, glove, leave_out=False, guess="king")
    assert "You were right: king." in html
    assert "“king” (cosine 0.885), a word of the question." in html
    assert "The nearest other word is “queen” (0.853)." in html


@pytest.mark.parametrize(
    ("text", "ruled", "free"),
    [
        ("california - state + country", "america", "america"),
        ("paris - france + italy", "rome", "rome"),
        ("brother - man + woman", "daughter", "daughter"),
        ("doctor - man + woman", "nurse", "doctor"),
    ],
)
def test_presets_answer_as_the_page_says(
    demo: Demo, glove: OrtModel, text: str, ruled: str, free: str
) -> None:
    assert text in demo.controls["text"].choices().values()  # type: ignore[attr-defined]
    assert f": “{ruled}” (cosine" in shown(demo, glove, text=text)
    assert f": “{free}” (cosine" in shown(demo, glove, text=text, leave_out=False)


def test_one_word_shows_its_neighbours(demo: Demo, glove: OrtModel) -> None:
    html = shown(demo, glove, text="  River ", leave_out=False)
    assert "Nearest to river: “rivers”" in html
    assert "<bdi>river</bdi>" not in html  # not itself


def test_an_unknown_word_gets_a_sentence_and_others(demo: Demo, glove: OrtModel) -> None:
    html = shown(demo, glove, text="computor - man + woman")
    assert "“computor” is not among these 10,000 words" in html
    assert "computer − man + woman" in html
    assert "“queen”" not in html


def test_what_cancels_out_is_near_to_nothing(demo: Demo, glove: OrtModel) -> None:
    assert "king − king leaves nothing" in shown(demo, glove, text="king - king")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("king - man + woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("King−man+woman", [(1, "king"), (-1, "man"), (1, "woman")]),
        ("king-man", [(1, "king"), (-1, "man")]),
        ("-king", [(-1, "king")]),
        ("well-known - king", [(1, "well-known"), (-1, "king")]),
        ("new york", [(1, "new"), (1, "york")]),
        ("+ - +", []),
    ],
)
def test_sums_as_they_are_typed(
    demo: Demo, glove: OrtModel, text: str, terms: list[tuple[int, str]]
) -> None:
    sums = importlib.import_module("livedemo_demos.analogy.sums")  # the demo is loaded
    assert sums.read(text, glove.words) == terms
    assert sums.read(sums.write(terms), glove.words) == terms


@pytest.mark.parametrize("text", [*TEXTS, "x" * 2000, "-", "king + " * 285 + "queen"])
def test_any_text_gives_something_sensible(demo: Demo, glove: OrtModel, text: str) -> None:
    html = shown(demo, glove, text=text)
    assert "ld-say" in html
    assert "<script" not in html
