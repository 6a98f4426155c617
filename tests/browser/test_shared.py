"""A control that the figures of a page have in common."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.browser.test_places import arrive, instant

pytestmark = pytest.mark.alone

# The page's: 0 to 2 share a text, 2 and 3 a number; 4 shares nothing.
FIRST, SECOND, BOTH, NUMBER, APART = range(5)


@pytest.fixture
def figures(page: Page, small: Server) -> list[Figure]:
    """All five, on a screen that has room for them."""
    page.set_viewport_size({"width": 1000, "height": 6000})
    page.goto(f"{small.url}shared/")
    return [Figure(page, "echo", at) for at in range(5)]


def texts(figures: list[Figure]) -> list[str]:
    return [str(figure.inputs["text"]) for figure in figures]


def has(figure: Figure, text: str) -> None:
    """Wait until a figure's control holds a text."""
    expect(figure.part("textarea")).to_have_value(text)


def test_the_page_says_it_once(figures: list[Figure]) -> None:
    assert texts(figures) == ["one two three"] * 3 + ["one two", "apart"]
    assert [figure.inputs["number"] for figure in figures] == [3, 3, 5, 5, 3]
    assert [figure.part(".ld-follows").count() for figure in figures] == [1, 1, 1, 1, 0]


def test_what_is_typed_in_one_stands_in_all(figures: list[Figure]) -> None:
    figures[SECOND].part("textarea").fill("a b")
    figures[SECOND].says("2 words")
    for at in (FIRST, BOTH):
        has(figures[at], "a b")
        expect(figures[at].part(".ld-prompt")).to_be_visible()  # it says that it is behind
        assert figures[at].said.startswith("3 words")
    assert texts(figures)[NUMBER:] == ["one two", "apart"]
    assert [figure.state for figure in figures] == ["static", "live", *["static"] * 3]


def test_figures_that_run_show_it(figures: list[Figure]) -> None:
    for at in (FIRST, SECOND):
        figures[at].start()
    figures[FIRST].part("textarea").fill("a b c d")
    figures[SECOND].says("4 words")
    figures[SECOND].set(text="alone")  # a script's turn is as good as a reader's
    figures[FIRST].says("1 words")


def test_a_listed_state_is_shown_without_python(figures: list[Figure]) -> None:
    figures[FIRST].part(".ld-presets button").click()  # hello
    figures[SECOND].says("1 words")
    has(figures[SECOND], "hello")
    assert figures[SECOND].state == "static"
    expect(figures[SECOND].part(".ld-prompt")).to_have_count(0)


def test_each_shares_its_own_controls(figures: list[Figure]) -> None:
    figures[BOTH].start()
    figures[NUMBER].set(number=2)
    figures[BOTH].says("number 2")
    assert [figure.inputs["number"] for figure in figures] == [3, 3, 2, 2, 3]
    assert texts(figures)[:2] == ["one two three"] * 2


def test_unlinked_it_goes_its_own_way_and_comes_back(figures: list[Figure]) -> None:
    figures[SECOND].start()
    figures[SECOND].part(".ld-follows").uncheck()
    figures[FIRST].set(text="a b")
    has(figures[BOTH], "a b")
    assert texts(figures)[SECOND] == "one two three"
    figures[SECOND].set(text="on my own")
    figures[FIRST].set(text="a b c d")
    has(figures[BOTH], "a b c d")
    assert texts(figures)[SECOND] == "on my own"
    figures[SECOND].part(".ld-follows").check()
    figures[SECOND].says("4 words")


def test_a_link_to_one_sets_all(page: Page, small: Server) -> None:
    page.set_viewport_size({"width": 1000, "height": 6000})
    page.goto(f"{small.url}shared/#echo-2?text=x+y")
    first, second = Figure(page, "echo"), Figure(page, "echo", 1)
    has(second, "x y")
    has(first, "x y")
    assert (first.state, second.state) == ("static", "static")


def test_one_that_is_off_the_screen_waits(page: Page, small: Server) -> None:
    page.set_viewport_size({"width": 1000, "height": 300})
    page.goto(f"{small.url}shared/")
    first, last = Figure(page, "echo"), Figure(page, "echo", BOTH)
    last.start()
    page.evaluate("scrollTo(0, 0)")
    first.set(text="a b")
    has(last, "a b")
    assert last.said.startswith("3 words")
    last.element.scroll_into_view_if_needed()
    last.says("2 words")


def test_another_page_and_back(page: Page, small: Server) -> None:
    arrive(page, small)
    instant(page, "Shared")
    page.set_viewport_size({"width": 1000, "height": 6000})
    figures = [Figure(page, "echo", at) for at in range(5)]
    figures[FIRST].set(text="a b")
    has(figures[SECOND], "a b")
    instant(page, "Plain")
    page.go_back()
    expect(page.locator("live-demo")).to_have_count(5)
    has(figures[SECOND], "one two three")  # the page as it was written, and it works
    figures[SECOND].set(text="c")
    has(figures[FIRST], "c")
