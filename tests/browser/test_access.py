"""What a reader with a keyboard meets in single figures; test_visits.py looks at every demo."""

from playwright.sync_api import Page

from tests.browser.figure import Figure
from tests.browser.server import Server


def test_what_the_reader_has_opened_stays_open(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}demos/tokens/")
    figure = Figure(page, "tokens")
    figure.part("[data-result] summary").click()
    figure.set(text="one two three")
    assert figure.part("[data-result] details").get_attribute("open") is not None


def test_heads_and_cells_by_arrow_keys(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}demos/attention/")
    figure = Figure(page, "attention")
    figure.set(layer=2, head=4)
    picked = figure.part(".ld-head[aria-pressed=true]")
    picked.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.ld-head[aria-pressed=true]')"
        "?.getAttribute('aria-label') === 'Layer 3, head 5'"
    )
    assert (figure.inputs["layer"], figure.inputs["head"]) == (3, 5)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Layer 3, head 5"
    grid = figure.part("[data-grid]")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert " looks at " in figure.part("[role=status]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('live-demo').inputs.word > 0")


def test_no_gesture_is_lost_while_it_loads(page: Page, small: Server) -> None:
    """What is typed before Python is there is what the figure shows in the end."""
    page.goto(f"{small.url}demos/echo/")
    echo = Figure(page, "echo")
    echo.part("textarea").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("a b c d", delay=30)
    echo.part("input[name=number]").focus()
    page.keyboard.press("End")
    echo.becomes("live")
    echo.says("4 words, number 6")
    assert page.evaluate("document.activeElement.name") == "number"
