"""What is drawn says of which quantity it is, and what a demo draws is of the right one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from livedemo.views import QUANTITIES

GOLDEN = {
    path.parent.name: path for path in Path(__file__).parents[2].glob("demos/*/expected.html")
}
SHAPES = {"circle", "line", "path", "rect"}
TOKEN = re.compile(r"ld-[ct]\d|ld-group(-rest)?")
#: What is no quantity: the point that is picked, and lines from it; a token's stream.
POINTING = {"ld-scatter-line", "ld-scatter-picked", "ld-whole-streams"}
#: What the pictures of each demo show; others draw tokens, words and tables.
SHOWN = {
    "analogy": {"measure"},
    "attention": {"attention"},
    "attention-both-ways": {"attention"},
    "attention-by-hand": {"attention", "key", "query", "value"},
    "c4-domains": {"measure"},
    "cut": {"attention", "probability"},
    "decoding": {"probability"},
    "dial": {"loss"},
    "fine-tune": {"loss"},
    "hidden-states": {"measure", "probability", "residual"},
    "induction-forms": {"attention", "loss"},
    "label-it": {"measure"},
    "mask-fill": {"probability"},
    "neuron": {"mlp", "probability"},
    "next-token": {"probability"},
    "one-step": {"loss"},
    "positions": {"measure"},
    "pretrain": {"loss", "measure"},
    "raw-to-text": {"measure"},
    "shuffle": {"probability"},
    "signals": {"attention", "residual"},
    "spell-to-sound": {"attention"},
    "sum-vec": {"measure", "residual"},
    "the-model": {"attention", "mlp", "probability"},
    "three-types": {"attention", "probability"},
    "train-bpe": {"measure"},
    "try-char-rnn": {"probability"},
    "try-corpora": {"probability"},
    "try-leaky": {"probability"},
    "try-more-text": {"loss"},
    "try-spell-gru": {"measure"},
    "wikipedia-editors": {"measure"},
}
EMPTY = {"br", "hr", "img", "input", "path", "rect", "line", "circle"}


class Marks(HTMLParser):
    """The shapes of a page, each with the classes of all elements that it is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.marks: list[tuple[str, set[str]]] = []
        self._around: list[set[str]] = [set()]
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        own = set((dict(attributes).get("class") or "").split()) | self._around[-1]
        if tag in SHAPES:
            self.marks.append((self.get_starttag_text() or "", own))
        if tag not in EMPTY:
            self._around.append(own)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            self._around.pop()


@pytest.mark.parametrize("name", GOLDEN)
def test_every_mark_is_of_a_quantity_or_of_a_token(name: str) -> None:
    shown = set()
    for tag, classes in Marks(GOLDEN[name].read_text(encoding="utf-8")).marks:
        of = {each for each in QUANTITIES if f"ld-{each}" in classes}
        assert of or any(map(TOKEN.fullmatch, classes)) or classes & POINTING, tag
        shown |= of
    assert shown == SHOWN.get(name, set())
