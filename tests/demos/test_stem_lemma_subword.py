"""Stems, lemmas and pieces: what the figure claims of words, and what it says of any text."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import pytest
from livedemo.tokenizers import load
from livedemo_site.project import Project
from livedemo_site.runs.last import last_frame

from tests.demos.running import ROOT, TEXTS, plain

Show = Callable[..., str]


@pytest.fixture(scope="module")
def project() -> Project:
    """Finds the demo's own wheel, as a build does."""
    project = Project(ROOT)
    project.refresh()
    return project


@pytest.fixture(scope="module")
def show(project: Project) -> Show:
    """What the figure shows for some inputs."""
    demo = project.demos["stem-lemma-subword"].demo
    assert demo
    models = project.open(demo)
    return lambda **inputs: plain(asyncio.run(last_frame(demo, inputs, models)).html)


@pytest.fixture(scope="module")
def parts(project: Project) -> Any:
    """The demo's own module."""
    demo = project.demos["stem-lemma-subword"].demo
    assert demo
    return sys.modules[demo.function.__module__]


def test_the_claim_and_its_words(show: Show) -> None:
    html = show()
    assert "One stem for words of different lemmas: several, severe (“sever”)." in html
    assert (
        "Different stems for words of one lemma: go, went, gone (“go”); mouse, mice (“mouse”)."
        in html
    )


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("Too far", "busy, business (“busi”); apart, apartment (“apart”); quit, quite (“quit”)"),
        (
            "Not far enough",
            "wolf, wolves (“wolf”); run, ran, running (“run”); good, better, best (“good”)",
        ),
        ("New words", "as it is"),
        ("Two answers", "left, leaves (“leave”)"),
    ],
)
def test_each_preset_shows_where_one_of_them_errs(
    show: Show, parts: Any, preset: str, said: str
) -> None:
    assert said in show(text=parts.PRESETS[preset])


def test_the_guess_is_answered_by_the_stemmer(show: Show, parts: Any) -> None:
    assert parts.stemmer.stemWord("busy") == parts.stemmer.stemWord("business") == "busi"
    assert "You were right: the stem." in show(text=parts.FAR, guess="the stem")
    gpt2 = load((ROOT / "export/models/gpt2-bpe/tokenizer.json").read_bytes())
    assert [len(gpt2.encode(f" {word}")) for word in ("busy", "business")] == [1, 1]


def test_the_table_knows_forms_of_more_than_one_lemma(parts: Any) -> None:
    lemmas = parts.Lemmas((ROOT / "export/models/lemmas/forms.txt").read_text())
    assert lemmas.of("went") == ["go"]
    assert set(lemmas.of("saw")) == {"saw", "see"}
    assert set(lemmas.of("leaves")) == {"leave", "leaf"}
    assert lemmas.of("Mice") == ["mouse"]
    assert lemmas.of("doomscrolling") == ["doomscrolling"]
    assert "doomscrolling" not in lemmas


def test_pieces_joined_are_the_word(show: Show, parts: Any, project: Project) -> None:
    demo = project.demos["stem-lemma-subword"].demo
    assert demo
    gpt2 = project.open(demo)["gpt2"]
    table = parts.Lemmas("")
    for word in " ".join(parts.PRESETS.values()).split():
        row = parts.cut(word, gpt2, table)
        assert bytes.fromhex("".join(piece.hex for piece in row.pieces)).decode() == f" {word}"


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(show: Show, text: str) -> None:
    assert "data-say" in show(text=text)


def test_many_words_are_cut_with_a_sentence(show: Show) -> None:
    assert "60 different words are left out" in show(text=" ".join(f"word{i}" for i in range(100)))
