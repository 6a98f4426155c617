"""Figures in browsers of other makes, where the machine has them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from livedemo_site.testing.compare import difference
from playwright.sync_api import BrowserContext

from tests.browser.engines import ENGINES, LIVE, Engine
from tests.browser.server import Server
from tests.browser.test_hosts import hosts, visited

__all__ = ["hosts"]

# Edges and room of all that is a figure's own; what a form's fields add is the browser's.
EDGES = """() => [...document.querySelectorAll("live-demo [class^=ld-]")]
    .filter((element) => !element.matches("input, select, textarea, progress"))
    .map((element) => {
        const style = getComputedStyle(element);
        const px = (kind) => ["Top", "Right", "Bottom", "Left"]
            .map((side) => Math.round(parseFloat(style[kind.replace("_", side)])));
        return [element.className.baseVal ?? element.className,
            ...px("border_Width"), ...px("padding_")].join(" ");
    })"""
READY = """() => new Promise((resolve) => (function ask() {
    if (document.querySelector("live-demo:defined form fieldset:enabled")) resolve();
    else setTimeout(ask, 20);
})())"""
SEEN = """() => ["[data-result]", ".ld-show"].map((part) => {
    const element = document.querySelector(`live-demo ${part}`);
    return Boolean(element.offsetParent) && getComputedStyle(element).visibility === "visible";
})"""


KINDS = ("normalise", "attention", "one-step")  # no model, a model, one that is trained


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        with ENGINES[request.param]() as engine:
            yield engine
    except FileNotFoundError as missing:
        pytest.skip(str(missing))


def test_a_figure_has_the_same_edges(
    engine: Engine, context: BrowserContext, hosts: Server
) -> None:
    page = visited(context, hosts, "material", "bare.html")
    for direction in ("ltr", "rtl"):
        turn = f"() => {{ document.dir = {json.dumps(direction)} }}"
        page.evaluate(turn)
        engine.open(f"{hosts.url}material/bare.html")
        engine.run(READY)
        engine.run(turn)
        found, wanted = engine.run(EDGES), page.evaluate(EDGES)
        assert [pair for pair in zip(found, wanted, strict=True) if pair[0] != pair[1]] == []


def test_a_figure_is_uncovered_and_runs(engine: Engine, small: Server) -> None:
    engine.open(f"{small.url}demos/echo/")
    engine.run(READY)
    assert engine.run(SEEN) == [False, True]
    engine.run("() => document.querySelector('.ld-show').click()")
    assert engine.run(SEEN) == [True, False]
    said = """async (inputs) => {
        const figure = document.querySelector("live-demo");
        await figure.set(inputs);
        return [figure.dataset.state, figure.querySelector("[data-say]").textContent];
    }"""
    assert engine.run(said, {"text": "not listed at all"}) == ["live", "4 words, number 3."]


def test_a_snippet_restores_the_state(engine: Engine, small: Server) -> None:
    engine.open(f"{small.url}embed/v1/echo/?theme=dark#text=a+b+c&number=5")
    engine.run(READY)
    found = """() => new Promise((resolve) => (function ask() {
        const figure = document.querySelector("live-demo");
        if (!figure.querySelector(".ld-prompt")) return void setTimeout(ask, 20);
        const { text, number } = figure.inputs;
        resolve([text, number, getComputedStyle(document.body).colorScheme]);
    })())"""
    assert engine.run(found) == ["a b c", 5, "dark"]


@pytest.mark.parametrize("name", KINDS)
def test_a_figure_of_the_chapter_shows_what_was_built(
    engine: Engine, chapter: Server, name: str
) -> None:
    engine.open(f"{chapter.url}demos/{name}/")
    engine.run(READY)
    answer = engine.run(LIVE)
    assert answer["state"] == "live"
    assert difference(answer["built"], answer["live"]) is None
