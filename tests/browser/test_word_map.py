"""The map in the reader's browser: it moves, it stops, it turns."""

import pytest
from playwright.sync_api import Page

from tests.browser.figure import Figure, frames
from tests.browser.iterations import done, reached
from tests.browser.server import Server
from tests.browser.tasks import watched

pytestmark = pytest.mark.alone

RUN = "button[name=run]"


@pytest.fixture
def figure(page: Page, chapter: Server) -> Figure:
    page.goto(f"{chapter.url}demos/word-map/")
    return Figure(page, "word-map")


def test_it_runs_without_a_long_task_and_can_be_paused(figure: Figure) -> None:
    figure.start()
    with watched(figure.page) as tasks:
        figure.part(RUN).click()
        reached(figure, 250, press=RUN)  # Pause
    assert tasks.longest <= tasks.long
    figure.page.wait_for_function(
        "(f) => f.querySelector('button[name=run]').textContent.includes('Run')",
        arg=figure.element.element_handle(),
    )
    paused = done(figure)
    assert 0 < paused < 1000
    frames(figure.page)
    assert done(figure) == paused


def test_it_waits_off_screen_and_goes_on_when_it_is_back(figure: Figure) -> None:
    figure.page.evaluate("() => { document.body.style.paddingBottom = '5000px'; }")
    figure.start()
    figure.part(RUN).click()
    reached(figure, 20)
    figure.page.evaluate("() => window.scrollTo(0, document.body.scrollHeight)")
    frames(figure.page)
    waiting = done(figure)
    frames(figure.page)
    assert done(figure) == waiting > 0
    figure.page.evaluate("() => window.scrollTo(0, 0)")
    reached(figure, waiting + 20)


def test_a_word_is_picked_on_the_map(figure: Figure) -> None:
    figure.start()
    figure.part("svg text:text-is('spain')").click()
    figure.page.wait_for_function("() => document.body.innerText.includes('of those of “spain”')")
    assert figure.part(".ld-scatter-line").count() == 2  # to true neighbours: kept, and lost
    assert "france" in figure.text


def test_a_cloud_is_turned_by_buttons_and_by_dragging(figure: Figure) -> None:
    fetched: list[str] = []
    figure.page.on("request", lambda request: fetched.append(request.url))
    figure.start()
    assert not any("space.js" in url for url in fetched)
    figure.set(dimensions="3")
    field = figure.part(".ld-space-field")
    field.wait_for()
    assert any("space.js" in url for url in fetched)
    names = figure.part(".ld-space-names")

    def seen() -> str:
        frames(figure.page, 3)
        return names.inner_html()

    figure.page.wait_for_function("(n) => n.childElementCount > 10", arg=names.element_handle())
    first = seen()
    figure.part("button[aria-label='Turn left']").press("Enter")
    turned = seen()
    assert turned != first
    box = field.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    figure.page.mouse.move(x, y)
    figure.page.mouse.down()
    figure.page.mouse.move(x + 60, y + 10, steps=4)
    figure.page.mouse.up()
    assert seen() != turned
