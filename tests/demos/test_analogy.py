"""What `analogy` claims, and what it says to sums of any kind."""

import asyncio
import importlib
from pathlib import Path

import pytest
from livedemo.demo import Demo
from livedemo.loader import load_demo
from livedemo_export.ensure import ensure
from livedemo_export.store import Store
from livedemo_site.ort_model import OrtModel

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def glove() -> OrtModel:
    manifests, errors = ensure(ROOT, ["glove"])
    assert not errors
    return OrtModel(Store.open(ROOT), manifests["glove"])


@pytest.fixture(scope="module")
def demo() -> Demo:
    return load_demo(str(ROOT / "demos"), "analogy")


def shown(demo: Demo, glove: OrtModel, **inputs: object) -> str:
    async def run() -> str:
        return [frame.html async for frame in demo.run(inputs, {"glove": glove})][-1]

    return asyncio.run(run())


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


@pytest.mark.parametrize(
    "text",
    ["", " ", "word " * 400, "x" * 2000, "👩‍🚀🏳️‍🌈", "إلى القمر", "你好，世界", "\u0301", "-",
     "<script>alert(1)</script>", "\ud800", "king + " * 285 + "queen"],
)  # fmt: skip
def test_any_text_gives_something_sensible(demo: Demo, glove: OrtModel, text: str) -> None:
    html = shown(demo, glove, text=text)
    assert "ld-say" in html
    assert "<script" not in html
