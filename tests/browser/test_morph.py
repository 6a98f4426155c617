"""Putting a result into the page: many elements at once, and the reader loses nothing by it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.server import Server
from tests.browser.tasks import watched

Morph = Callable[[str, str], Any]

PICKS = "<ol class='ld-tokens'>{}</ol>"
PICK = "<li class='ld-token'><button data-set='{{\"word\":{0}}}'>{1}</button></li>"
DEEP = "<div class='deep'>{}</div>"
GROUP = "<p>{}</p>"


def picks(count: int, word: str) -> str:
    return PICKS.format("".join(PICK.format(i, f"{word}{i}") for i in range(count)))


def deep(count: int, word: str) -> str:
    """Many elements, and nowhere a hundred children."""
    inner = "".join(f"<b>{word}</b><i>{i}</i>" for i in range(40))
    return DEEP.format(GROUP.format(inner) * (count // 80))


@pytest.fixture
def page_with_result(page: Page, small: Server) -> Page:
    """A page that has ``window.morph`` and an empty result."""
    page.goto(f"{small.url}plain/")
    script = next(Path(small.root).rglob("run/render.js")).relative_to(small.root).as_posix()
    page.evaluate(
        """async (url) => {
            window.morph = (await import(url)).morph;
            window.result = document.body.appendChild(document.createElement("div"));
        }""",
        f"{small.url}{script}",
    )
    return page


def put(page: Page, html: str) -> None:
    page.evaluate("html => morph(result, html)", html)


@pytest.mark.parametrize("make", [picks, deep])
def test_thousands_of_elements_cost_what_putting_them_in_costs(
    page_with_result: Page, make: Callable[[int, str], str]
) -> None:
    page = page_with_result
    shown = [make(count, word) for word, count in (("one", 4000), ("two", 4000), ("few", 160))]
    put(page, make(20, "few"))
    with watched(page) as whole:
        for html in shown:
            page.evaluate("html => { result.innerHTML = html; void result.offsetHeight; }", html)
    put(page, make(20, "none"))
    with watched(page) as morphed:
        for html in shown:
            page.evaluate("html => { morph(result, html); void result.offsetHeight; }", html)
    assert page.evaluate("result.textContent").count("few") == make(160, "few").count("few")
    assert morphed.longest < 3 * whole.longest  # child by child it is 6 times as much


def test_the_focus_stays_at_its_place(page_with_result: Page) -> None:
    page = page_with_result
    put(page, picks(3000, "one"))
    page.evaluate("result.querySelectorAll('button')[1234].focus()")
    put(page, picks(3000, "two"))
    assert page.evaluate("document.activeElement.textContent") == "two1234"


def test_what_was_open_is_open(page_with_result: Page) -> None:
    page = page_with_result
    part = "<details><summary>{0}</summary><p>{0}</p></details><div>{1}</div>"
    big = "".join(f"<div>{'<b>x</b>' * 60}</div>" for _ in range(60))
    put(page, f"<section>{part.format('one', big)}</section>")
    page.evaluate("result.querySelector('details').open = true")
    put(page, f"<section>{part.format('two', big)}</section>")
    assert page.evaluate("result.querySelector('details').open")
    assert page.evaluate("result.querySelector('summary').textContent") == "two"


def test_attributes_change_as_well(page_with_result: Page) -> None:
    page = page_with_result
    items = "<li>x</li>" * 200
    put(page, f"<ol class='one' title='old'>{items}</ol>")
    put(page, f"<ol class='two' dir='rtl'>{items}</ol>")
    assert page.evaluate("result.innerHTML") == f'<ol class="two" dir="rtl">{items}</ol>'


def test_a_short_list_keeps_its_nodes(page_with_result: Page) -> None:
    page = page_with_result
    put(page, picks(50, "one"))
    page.evaluate("window.node = result.querySelectorAll('button')[7]")
    put(page, picks(50, "two"))
    assert page.evaluate("node.isConnected && node.textContent") == "two7"
