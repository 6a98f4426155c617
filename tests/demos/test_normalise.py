"""Six steps of normalising, and what GPT-2 and BERT really do."""

import random
import sys
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo.tokenizers.base import LONE_SURROGATES
from tokenizers.normalizers import BertNormalizer

from tests.demos.running import TEXTS, demo_of, last, models_of


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("normalise")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


def test_three_pairs_become_three_words(demo: Demo) -> None:
    html = last(demo, {})
    assert (
        "8 different words before, 5 after. Now the same: “US” = “us,”; “Polish” = “polish,”; "
        "“résumé” = “resume.”." in html
    )
    assert "no two became the same" in last(demo, {}, lower=False, accents=False, punctuation=False)


@pytest.mark.parametrize(
    ("preset", "step", "merged"),
    [
        ("Two ways to write é", "compose", "“café” = “cafe\u0301”"),
        ("One word, many signs", "compatible", "“fine” = “ﬁne” = “ｆｉｎｅ”"),
        ("Numbers", "compatible", "“x²” = “x2”; “½” = “1⁄2”; “①” = “1”"),
        ("Arabic", "accents", "“كَتَبَ” = “كُتِبَ” = “كتب”"),
    ],
)
def test_each_preset_has_a_step_that_makes_words_the_same(
    demo: Demo, parts: Any, preset: str, step: str, merged: str
) -> None:
    off = dict.fromkeys(("lower", "accents", "punctuation", "spaces"), False)
    text = parts.PRESETS[preset]
    assert "no two became the same" in last(demo, {}, **{**off, "text": text})
    html = last(demo, {}, **{**off, "text": text, step: True})
    assert f"Now the same: {merged}." in html


def test_schoen_loses_its_vowel_but_masse_stays(demo: Demo, parts: Any) -> None:
    html = last(demo, {}, text=parts.PRESETS["German"])
    assert "“schon” = “schön”" in html
    assert "“Maße” =" not in html


def test_gpt2_gives_back_every_text_as_it_was() -> None:
    tokenizer = models_of("gpt2-bpe")["gpt2-bpe"].tokenizer
    for text in (one for one in TEXTS if not LONE_SURROGATES.search(one)):
        assert tokenizer.decode([token.id for token in tokenizer.encode(text)]) == text


def test_berts_row_is_that_of_tokenizers(parts: Any) -> None:
    theirs, draw = BertNormalizer(), random.Random(0)
    signs = "aÀéE\u0301\u0327\u064e你ﬁ①½\t\n\u00a0\u200d🚀ßİσςΣ,.!"
    for _ in range(2000):
        text = "".join(draw.choices(signs, k=draw.randint(0, 20)))
        assert parts.BERT(text)[0] == theirs.normalize_str(text)


def test_what_is_uniform_stays_as_it_is(parts: Any) -> None:
    steps = {"compatible", "lower", "accents", "spaces"}
    for text in (*parts.PRESETS.values(), *TEXTS):
        once = parts.normalise(text, steps)
        assert parts.normalise(once, steps) == once


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(demo: Demo, text: str) -> None:
    assert "data-say" in last(demo, {}, text=text)
