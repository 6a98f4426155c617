"""Texts that are long, odd or both: what they make grow is capped and said, and the end counts."""

from __future__ import annotations

import asyncio
import html as entities
import json
import re
from contextlib import aclosing
from html.parser import HTMLParser

import pytest
from livedemo import Text
from livedemo_site.demos.discovery import ROOM
from livedemo_site.project import Project

from tests.demos.running import ROOT, plain

#: Elements that a result may hold, whatever was typed: docs/controls-and-views.md tells authors.
ELEMENTS = 6_000
BYTES = 1_000_000

HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 3_896)))
LONG = {
    "chinese": HAN,
    "emoji": "🙂🚀👍🎉" * 500,
    "no space": "abcdefghij" * 200,
    "line breaks": "\n" * 2_000,
    "marks": "a" + "\u0301\u0302\u0323" * 1_300,
    "arabic": "إلى القمر " * 390,
    "words": " ".join(f"w{i}x" for i in range(660)),
    "same words": " ".join(f"{'a' * i}B{'c' * (9 - i)}" for i in range(10)) * 36,
    "numbers": "12 + 12 = 24\n" * 300,
    "surrogates": "\ud83d" * 3_000,
}
LEFT_OUT = re.compile(r"left out|the (first|last) [\d,]+ |are taken|added up")


class Elements(HTMLParser):
    """Counts start tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.count = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """One more."""
        self.count += 1


@pytest.fixture(scope="module")
def project() -> Project:
    project = Project(ROOT)
    project.refresh()
    return project


NAMES = sorted(path.parent.name for path in (ROOT / ROOM).glob("*/demo.py"))
FRAMES = 3  # of a demo that streams: the first shows what the text made grow


def shown(project: Project, name: str, frames: int = FRAMES, /, **inputs: object) -> str:
    """What a demo shows, after so many frames where it streams."""
    demo = project.demos[name].demo
    assert demo, project.demos[name].mistakes
    models = project.open(demo)

    async def run() -> str:
        html, seen = "", 0
        async with aclosing(demo.run(inputs, models)) as running:
            async for frame in running:
                html, seen = frame.html, seen + 1
                if seen == frames:
                    break
        return html

    return plain(asyncio.run(run()))


def text_controls(project: Project, name: str) -> list[str]:
    """The names of a demo's text controls."""
    demo = project.demos[name].demo
    assert demo, project.demos[name].mistakes
    return [control for control, kind in demo.controls.items() if isinstance(kind, Text)]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_makes_a_result_too_large(project: Project, name: str) -> None:
    for control in text_controls(project, name):
        for kind, text in LONG.items():
            html = shown(project, name, **{control: text})
            assert Elements(html).count <= ELEMENTS, (control, kind)
            assert len(html) <= BYTES, (control, kind)
            assert "data-say" in html, (control, kind)


@pytest.mark.parametrize("name", NAMES)
def test_a_lone_surrogate_is_read_as_the_replacement_character(project: Project, name: str) -> None:
    for control in text_controls(project, name):
        for lone in ("\ud800", "a\ud83db ca\udfffb", "\ude00\ud83d" * 60):
            read = re.sub("[\ud800-\udfff]", "\ufffd", lone)
            html = shown(project, name, 1, **{control: lone})  # later frames hang on a clock
            assert html == shown(project, name, 1, **{control: read})
            html.encode()


CUT = {  # what a text of so many words has too much of, demo by demo
    "attention": "word " * 100,
    "attention-both-ways": "word " * 100,
    "analogy": "river + " * 40 + "river",
    "next-token": "word " * 100,
    "decoding": "word " * 100,
    "dial": "word " * 100,
    "hidden-states": "word " * 100,
    "mask-fill": "word " * 100,
    "neuron": "word " * 100,
    "normalise": "word " * 400,
    "spell-to-sound": "word" * 100,
    "stem-lemma-subword": HAN,
    "shuffle": "one word " * 100,
    "sum-vec": "word " * 400,
    "the-model": "word " * 100,
    "three-types": "word " * 100,
    "tokens": "word " * 400,
    "train-bpe": " ".join(f"w{i}x" for i in range(660)),
    "try-char-rnn": "word " * 400,
    "try-corpora": "word " * 100,
    "try-leaky": "word " * 100,
    "try-more-text": "word " * 100,
    "try-recall": "word " * 100,
    "try-spell-gru": "word" * 100,
}


@pytest.mark.parametrize("name", CUT)
def test_what_is_left_out_is_said(project: Project, name: str) -> None:
    assert LEFT_OUT.search(shown(project, name, text=CUT[name]))
    demo = project.demos[name].demo
    assert demo
    assert not LEFT_OUT.search(shown(project, name))


NEXT = (
    *("decoding", "next-token", "shuffle", "try-char-rnn", "try-corpora", "try-leaky"),
    "try-more-text",
)
CLAUSES = {
    "a story": ("The cat sat on the mat and the dog ran. ", "She opened the door and"),
    "scripture": ("In the morning he went up to the city. ", "And he said to them,"),
    "a question": ("It rained all day, and nobody came to the house. ", "“What is your"),
}


def bars(html: str) -> list[str]:
    """The tables of bars, without what choosing one would set."""
    found: list[str] = re.findall(r'<table class="ld-bars[^"]*">.*?</table>', html, re.DOTALL)
    return [re.sub(r' data-set="[^"]*"', "", one) for one in found]


def tokens_of(project: Project, name: str, text: str) -> str:
    """The text of the last 64 tokens, or the last 400 characters where characters are read."""
    demo = project.demos[name].demo
    assert demo
    if name == "try-char-rnn":
        return text[-400:]
    model = next(iter(project.open(demo).values()))
    return text[model.tokenizer.encode(text)[-64].start :]


@pytest.mark.parametrize("clause", CLAUSES)
@pytest.mark.parametrize("name", NEXT)
def test_what_comes_next_depends_on_the_end(project: Project, name: str, clause: str) -> None:
    sentence, end = CLAUSES[clause]
    text = sentence * 12 + end
    read = tokens_of(project, name, text)
    assert len(read) < len(text)
    html = shown(project, name, text=text)
    assert bars(html) == bars(shown(project, name, text=read)) != []
    # Twelve times the same before it changes little: another end changes much.
    assert bars(html) != bars(shown(project, name, text=sentence * 12 + "The end of the"))
    if "ld-passage" in html:  # what is written on stands behind what was read
        passage = re.search(r'<p class="ld-passage"[^>]*>(.*?)(<mark|</p>)', html, re.DOTALL)
        assert passage and entities.unescape(passage[1]) == f"…{read}"


@pytest.mark.parametrize("clause", CLAUSES)
def test_choosing_a_bar_of_a_long_text_adds_to_it(project: Project, clause: str) -> None:
    sentence, end = CLAUSES[clause]
    for text in (sentence * 12 + end, (sentence * 120 + end)[-4_000:]):
        before = shown(project, "next-token", text=text)
        likeliest = re.findall(r'data-set="([^"]*)"', before)[0]
        longer = json.loads(entities.unescape(likeliest))["text"]
        assert len(longer) <= 4_000 and not longer.endswith(end)
        assert bars(shown(project, "next-token", text=longer)) != bars(before)
