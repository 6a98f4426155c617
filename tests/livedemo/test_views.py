"""Views escape what they show, say it in words as well, and use nothing a strict policy forbids."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import livedemo
import pytest
from livedemo import (
    Arcs,
    Bar,
    Bars,
    Chip,
    Chips,
    Heads,
    Heatmap,
    LineChart,
    Palette,
    Passage,
    Piece,
    Say,
    Strip,
    Table,
    Tensor,
    Tokens,
    Verdict,
    View,
)
from livedemo.pieces import pieces
from livedemo.text import visible
from livedemo.tokenizers import Encoding, Token
from livedemo.views import QUANTITIES, Picture, Quantity, ViewError, percent, render
from livedemo.views.ink import ink, strokes

HOSTILE = "<script>alert(1)</script>\"'&"
WEIGHTS = Tensor.of("float32", [[1, 0, 0], [0.5, 0.5, 0], [0.2, 0.3, 0.5]])
PIECES = [Piece(label, 1, "", "") for label in ("The", "␣fox", HOSTILE)]
ALL = [
    Say(HOSTILE),
    Verdict(HOSTILE, "b", HOSTILE),
    Table(HOSTILE, [HOSTILE], [[HOSTILE]]),
    Passage(HOSTILE, [HOSTILE]),
    Bars(HOSTILE, [Bar(HOSTILE, 0.5, set={"text": HOSTILE}), Bar("rest", 0.5, rest=True)]),
    Heatmap(WEIGHTS, PIECES, PIECES, picked=2, control="word", caption=HOSTILE),
    Arcs(WEIGHTS, PIECES, picked=2, control="word"),
    Heads(
        Tensor.of("float32", [[WEIGHTS.tolist()] * 2]), layer=1, head=2, controls=("layer", "head")
    ),
]


@pytest.mark.parametrize("view", ALL, ids=lambda view: type(view).__name__)
def test_escapes_everything(view: View) -> None:
    html = view.html()
    assert "<script" not in html
    tags = re.findall(r"<[^>]*>", html)
    assert all(tag.count('"') % 2 == 0 for tag in tags)


def test_templates_hold_no_inline_style_or_script() -> None:
    folder = Path(livedemo.__file__).parent
    for template in folder.rglob("*.html"):
        assert not re.search(r"style=|<style|<script|\son\w+=", template.read_text()), template


def test_arcs_go_to_other_tokens_where_there_are_any() -> None:
    two = Tensor.of("float32", [[1, 0, 0], [0, 0, 1]])
    html = Arcs(two, PIECES[:2], onto=PIECES).html()
    assert html.count("<button") == 2 and html.count("<li>") == 5
    assert 'viewBox="0 0 100 3"' in html and 'd="M0 1.5C40 1.5 60 2.5 100 2.5"' in html


def test_heads_draw_one_path_for_each_ink() -> None:
    html = Heads(
        Tensor.of("float32", [[[[1.0] * 64] * 64]]), layer=1, head=1, controls=("a", "b")
    ).html()
    assert html.count("<path") == 1


def test_ink_is_that_of_the_weight() -> None:
    weights = [1.0, 0.999, 0.7, 0.35, 0.02, 0.004, 0.001, 1e-9, 0.0, 0.0, -0.5, 2.0]
    drawn = {
        int(row): level
        for level, path in ink(Tensor.of("float32", [[weight] for weight in weights]))
        for row in re.findall(r"M0 (\d+)", path)
    }
    for row, weight in enumerate(weights):
        level = round(12 * min(1.0, max(0.0, weight)) ** 0.5)
        assert drawn.get(row, 0) == round(level / 12, 2), weight


def test_small_maps_are_strokes_within_their_rows() -> None:
    maps = [[[1, 1, 1], [1, 1, 0], [0, 0, 0.09]], [[0.2, 0.2, 0.4], [0, 0.4, 0.4], [0, 0, 0]]]
    assert list(strokes(Tensor.of("float32", maps))) == [
        [(1.0, "M0 0h3M0 1h2")],
        [(0.2, "M0 0h2"), (0.4, "M2 0h1M1 1h2")],
    ]
    assert list(strokes(Tensor.of("float32", [[1.0]]))) == [[(1.0, "M0 0h1")]]
    assert list(strokes(Tensor.of("int32", [[1, 0], [1, 1]]))) == [[(1.0, "M0 0h1M0 1h2")]]


@pytest.mark.parametrize("of", QUANTITIES)
def test_a_picture_bears_the_class_of_its_quantity(of: Quantity) -> None:
    heads = Tensor.of("float32", [[WEIGHTS.tolist()]])
    pictures: list[View] = [
        Bars("a", [Bar("b", 0.5)], of=of),
        Strip([1.0, -1.0], "a", of=of),
        LineChart([1.0, 2.0], 2, 3.0, "steps", "a", of=of),
        Heatmap(WEIGHTS, PIECES, PIECES, of=of),
        Arcs(WEIGHTS, PIECES, of=of),
        Heads(heads, 1, 1, ("layer", "head"), of=of),
    ]
    ours = {kind for kind in Picture.__subclasses__() if kind.__module__.startswith("livedemo.")}
    assert {type(picture) for picture in pictures} == ours  # demos have pictures of their own
    for picture in pictures:
        assert re.search(rf'class="ld-[a-z]+ ld-{of}"', picture.html())


def test_a_chart_has_as_many_lines_as_can_be_told_apart() -> None:
    others = {name: [(0, 1.0)] for name in "abcd"}
    with pytest.raises(ViewError, match="others= has 4 lines: 3 can be told apart"):
        LineChart([1.0], 1, 3.0, "steps", "a", others=others)


def test_a_heat_map_lays_out_what_may_be_looked_at() -> None:
    masked = Tensor.of("float32", [[1.0, 0.0], [0.5, 0.5]])
    whole = Tensor.of("float32", [[0.9, 0.1], [0.5, 0.5]])
    assert Heatmap(masked, PIECES[:2], PIECES[:2]).reach == [1, 2]
    assert Heatmap(whole, PIECES[:2], PIECES[:2]).reach == [2, 2]


def test_what_is_no_quantity_is_refused_with_the_choices() -> None:
    with pytest.raises(ViewError, match="of='chance' is no quantity: it is one of probability, "):
        Bars("a", [], of="chance")  # type: ignore[arg-type]


def test_percent_has_the_digits_it_means() -> None:
    assert [percent(x) for x in (1, 0.415, 0.034, 0.0006, 0.0004)] == [
        "100\u00a0%",
        "42\u00a0%",
        "3.4\u00a0%",
        "0.1\u00a0%",
        "<\u00a00.1\u00a0%",
    ]


def test_visible_shows_what_has_no_picture() -> None:
    assert visible(" a\tb\n") == "␣a⇥b⏎"
    assert visible("\u200d") == "U+200D"
    assert visible("\u0301") == "◌\u0301"
    assert visible("é") == "é"


def test_a_demo_can_bring_a_view_of_its_own() -> None:
    @dataclass(frozen=True)
    class Shout(View):
        text: str
        source: ClassVar[str] = "<b>{{ view.text }}!</b>"

    assert render([Shout("<hi>"), Say("x")]).startswith("<b>&lt;hi&gt;!</b>\n<p")


def test_equal_tokens_have_equal_colours() -> None:
    tokens = Encoding(
        Token(id, text.encode(), text, at, at + 1, text)
        for at, (id, text) in enumerate([(7, "a"), (3, "b"), (7, "a"), (5, "c")])
    )
    assert [piece.colour for piece in pieces(tokens, "abac")] == [0, 1, 0, 2]


def test_equal_chips_have_equal_colours_in_rows_that_share_a_palette() -> None:
    palette = Palette()
    one = Chips(["a", "b", "a"], "One", palette).html()
    other = Chips(["b", Chip("c"), "<i>"], "Other", palette).html()
    assert [*re.findall(r"ld-token( ld-c\d)?\"", one)] == [" ld-c0", " ld-c1", " ld-c0"]
    assert [*re.findall(r"ld-token( ld-c\d)?\"", other)] == [" ld-c1", "", " ld-c2"]
    assert "&lt;i&gt;" in other and 'aria-label="Other"' in other
    assert " ld-c0" in Chips(["z"]).html()  # a palette of its own


def test_a_row_runs_as_its_text_does() -> None:
    words = ("مرحبا", "this", "12")
    tokens = Tokens([Piece("D8", n, "", word) for n, word in enumerate(words)])
    assert '<ol class="ld-tokens" dir="rtl">' in tokens.html()
    assert '<ol class="ld-tokens" dir="rtl">' in Chips(words).html()
    for row in (Chips(words[1:]), Chips(["12", "."]), Tokens(PIECES)):
        assert "dir=" not in row.html()
