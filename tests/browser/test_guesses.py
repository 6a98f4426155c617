"""A result that answers an open question is covered until the reader guesses, or asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import profile
from tests.browser.figure import Figure, frames
from tests.browser.server import Server

# Where everything on a page stands, but for the button that is seen while the result is not.
PLACES = """() => [...document.body.querySelectorAll("*:not(.ld-cover, .ld-show, script)")]
    .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.nodeName, x + scrollX, y + scrollY, width, height].join(" ");
    })"""
SHIFTS = """() => new Promise((resolve) => {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() =>
        resolve(observer.takeRecords().map(({ value }) => value))));
})"""
#: What the small site's `echo` shows before anything ran: its guess is about the same text.
SAID = "2 words, number 3."


@pytest.fixture
def echo(page: Page, small: Server) -> Figure:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    covered(figure)
    return figure


def covered(figure: Figure) -> None:
    """The result is in the page, and neither seen nor read out; a button says so."""
    expect(figure.part(".ld-show")).to_be_visible()
    expect(figure.part("[data-say]")).to_be_hidden()
    assert SAID in figure.result


def open_(figure: Figure) -> None:
    expect(figure.part("[data-say]")).to_be_visible()
    expect(figure.part(".ld-show")).to_be_hidden()


def test_a_button_shows_it_and_nothing_moves(echo: Figure) -> None:
    page = echo.page
    before = page.evaluate(PLACES)
    echo.part(".ld-show").click()
    open_(echo)
    assert page.evaluate(PLACES) == before
    assert page.evaluate(SHIFTS) == []
    expect(echo.part("[role=status]")).to_have_text(SAID)
    assert echo.state == "static"


def test_by_keyboard_the_result_follows_its_button(echo: Figure) -> None:
    page = echo.page
    echo.part("[name=guess]").first.focus()
    names: list[str] = []
    while not names or names[-1] != "BUTTON ld-show":
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(({ nodeName, className }) => `${nodeName} ${className}`)(document.activeElement)"
            )
        )
    page.keyboard.press("Enter")
    open_(echo)
    assert page.evaluate("document.activeElement.matches('[data-result]')")
    page.keyboard.press("Tab")
    place = echo.part("[data-result]").evaluate(
        "result => result.compareDocumentPosition(document.activeElement) & 4"
    )
    assert place  # what comes after it
    assert echo.part("[data-result]").get_attribute("tabindex") is None


def test_what_is_covered_is_not_reached_by_keyboard(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}how-they-learn/")
    figure = Figure(page, "next-token")
    bars = figure.part("[data-result] button")
    assert bars.count()
    figure.part(".ld-show").focus()
    page.keyboard.press("Tab")
    assert not bars.first.evaluate(
        "bar => bar.closest('[data-result]').contains(document.activeElement)"
    )
    figure.part(".ld-show").press("Enter")
    page.keyboard.press("Tab")
    expect(bars.first).to_be_focused()


def test_a_guess_shows_it_with_the_verdict(echo: Figure) -> None:
    echo.part("[name=guess][value='1']").check()
    expect(echo.part(".ld-verdict")).to_be_visible()
    open_(echo)
    expect(echo.part("[name=guess][value='1']")).to_be_focused()


def test_so_does_any_other_answer(echo: Figure) -> None:
    echo.part("[name=number]").press("ArrowRight")
    expect(echo.part("[data-say]")).to_have_text("2 words, number 4.")
    open_(echo)


@pytest.mark.parametrize("call", ["start()", "set({ number: 5 })"])
def test_a_script_that_runs_it_shows_it(echo: Figure, call: str) -> None:
    echo.element.evaluate(f"figure => figure.{call}")
    open_(echo)


def test_without_listed_states_a_gesture_shows_what_there_is(page: Page, small_site: Path) -> None:
    with Server(small_site) as server:
        server.missing.update({".json.gz", "runner.js"})
        page.goto(f"{server.url}demos/echo/")
        figure = Figure(page, "echo")
        covered(figure)
        figure.part("[name=guess][value='1']").check()
        open_(figure)
        figure.becomes("failed")
        open_(figure)


@pytest.mark.parametrize(
    ("fragment", "is_open"),
    [
        ("#echo", False),
        ("#echo?number=99", False),  # a link that is refused sets nothing
        ("#echo?text=one+two", True),
        ("#echo?text=not+listed+at+all", True),
    ],
)
def test_a_link_to_a_state_shows_it(
    page: Page, small: Server, fragment: str, is_open: bool
) -> None:
    page.goto(f"{small.url}demos/echo/{fragment}", wait_until="networkidle")
    frames(page)
    (open_ if is_open else covered)(Figure(page, "echo"))


def test_whoever_comes_back_guesses_again(echo: Figure, small: Server) -> None:
    page = echo.page
    echo.part(".ld-show").click()
    open_(echo)
    page.goto(f"{small.url}plain/")
    page.go_back()
    covered(echo)


def test_without_javascript_it_is_simply_there(browser: Browser, small: Server) -> None:
    context = profile(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{small.url}demos/echo/")
    open_(Figure(page, "echo"))
    context.close()


def test_on_paper_it_is_simply_there(echo: Figure) -> None:
    echo.page.emulate_media(media="print")
    open_(echo)


@pytest.mark.parametrize("forced", ["active", "none"])
def test_axe_finds_nothing_wrong_with_it(echo: Figure, forced: str) -> None:
    echo.page.emulate_media(forced_colors=forced)  # type: ignore[arg-type]
    covered(echo)
    assert violations(echo.page, "live-demo") == []


def test_what_waits_for_a_script_in_vain_is_shown(page: Page, small: Server) -> None:
    """Neither of the page's scripts comes; the wait is cut short."""
    held: list[Route] = []
    page.route("**/page/*.js", lambda route: held.append(route))
    page.goto(f"{small.url}demos/echo/", wait_until="commit")
    figure = Figure(page, "echo")
    covered(figure)
    page.evaluate("for (const each of document.getAnimations()) each.finish()")
    open_(figure)
    for route in held:
        route.continue_()
    page.unroute("**/page/*.js")
    page.wait_for_load_state()
    expect(figure.part(".ld-start")).to_be_visible()
    open_(figure)  # what was seen is not covered again


def test_a_page_whose_scripts_fail_shows_it(page: Page, small_site: Path) -> None:
    with Server(small_site) as server:
        server.missing.add("controls.js")
        page.goto(f"{server.url}demos/echo/")
        figure = Figure(page, "echo")
        figure.becomes("failed")
        open_(figure)


def test_a_guess_by_slider_is_made_by_its_button(page: Page, chapter: Server) -> None:
    """The answer does not come with the first pull; the slider and the box show one number."""
    page.goto(f"{chapter.url}demos/wikipedia-editors/")
    figure = Figure(page, "wikipedia-editors")
    slider, box = figure.part("[type=range]"), figure.part("[type=number]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(box).to_have_value("49")
    box.fill("30")
    expect(slider).to_have_value("30")
    box.fill("300")
    expect(slider).to_have_value("30")
    expect(figure.element).to_have_attribute("data-covered", "")
    expect(figure.element).to_have_attribute("data-state", "static")
    figure.part(".ld-hundred button").click()
    expect(figure.part("[data-verdict]")).to_contain_text("You guessed 30 in a hundred")
    expect(box).to_have_value("30")
    expect(figure.element).not_to_have_attribute("data-covered", "")
    expect(page.locator("dialog")).to_have_count(0)
    figure.set(show="age")  # and is taken back with another picture
    assert figure.inputs["guess"] == ""
