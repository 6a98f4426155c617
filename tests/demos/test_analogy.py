"""What `analogy` claims, and what it says to sums of any kind."""

import asyncio
import importlib
import math
import re

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


@pytest.mark.parametrize(
    "text", ["king - man + woman", "paris - france + italy", "walked − walk + swim"]
)
def test_the_picture_is_a_parallelogram(demo: Demo, glove: OrtModel, text: str) -> None:
    html = shown(demo, glove, text=text)
    rows = dict(
        (word, [float(n) for n in re.findall(r"<bdi>(-?[\d.]+)</bdi>", rest)])
        for word, rest in re.findall(
            r"<tr><td><bdi>([^<]*[^<\d.-][^<]*)</bdi></td>(.*?)</tr>", html
        )
    )
    a, b, c = re.split(r" [-−+] ", text)
    total = rows[f"{a} − {b} + {c}"]
    assert rows[b] == [0, 0, 0]
    assert total[:2] == [pytest.approx(rows[a][i] + rows[c][i], abs=0.011) for i in (0, 1)]
    assert rows[a][2] == rows[c][2] == total[2] == 0  # all four lie in the plane
    assert rows[c][1] == 0 and rows[a][1] > 0
    assert "ld-plane-sum" in html


@pytest.mark.parametrize(
    "text", ["river", "king + woman", "king - man", "king - king + woman", "a - b + c + d", "-man"]
)
def test_other_sums_have_no_picture(demo: Demo, glove: OrtModel, text: str) -> None:
    assert "ld-plane" not in shown(demo, glove, text=text)


def test_queen_falls_nearer_to_the_sum_than_where_the_sum_began(
    demo: Demo, glove: OrtModel
) -> None:
    falls = importlib.import_module("livedemo_demos.analogy.plane").fall
    vectors = asyncio.run(
        glove.graph("vectors")(ids=[glove.words.row(w) for w in ("king", "man", "woman", "queen")])
    ).vectors.tolist()
    points = dict(zip(("king", "man", "woman", "queen"), vectors, strict=True))
    place = falls(points, "king", "man", "woman")
    x, y = (place["king"][i] + place["woman"][i] for i in (0, 1))
    far = {w: math.dist(place[w][:2], (x, y)) for w in ("queen", "man", "woman")}
    assert far["queen"] == min(far.values())
