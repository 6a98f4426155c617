"""A long table changes without a long task; where the reader is at work, cell by cell."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import profile
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.browser.tasks import watched

CELL = "tbody tr:nth-child(200) td:nth-child(2)"


@pytest.fixture(scope="module")
def figure(browser: Browser, chapter: Server) -> Iterator[Figure]:
    page = profile(browser).new_page()
    page.goto(f"{chapter.url}demos/sum-vec/")
    figure = Figure(page, "sum-vec")
    figure.start()
    yield figure
    page.context.close()


def number(figure: Figure) -> str:
    return figure.part(CELL).text_content() or ""


def test_no_task_is_long(figure: Figure) -> None:
    before = number(figure)
    with watched(figure.page) as tasks:
        figure.set(text="Learning is fun!\nLearning is work.")
        figure.set(text="Learning takes years.\nNo Learning takes days.\nIs Learning fun?")
    assert tasks.longest <= tasks.long
    assert number(figure) != before
    assert figure.part("tbody tr:nth-child(200) td").count() == 4


def test_a_selection_in_it_stays(figure: Figure) -> None:
    figure.set(text="Learning is fun!\nLearning is work.")
    before = number(figure)
    figure.part("[data-result] details").evaluate("details => { details.open = true; }")
    figure.part(CELL).evaluate("cell => getSelection().selectAllChildren(cell)")
    figure.set(text="Learning is hard!\nLearning is work.")
    after = figure.page.evaluate("() => getSelection().toString()")
    assert after == number(figure) != before
