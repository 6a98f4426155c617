"""Labels that a reader gives by hand: none is lost, and the page keeps the time."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.figure import Figure
from tests.browser.server import Server


@pytest.fixture
def figure(page: Page, chapter: Server) -> Figure:
    page.goto(f"{chapter.url}training-data/")
    return Figure(page, "label-it")


def test_labels_given_before_python_has_started_are_all_there(figure: Figure) -> None:
    rows = figure.part(".ld-sheet > li")
    assert rows.count() == 12
    for place in range(3):
        rows.nth(place).get_by_role("button", name="positive").click()
    figure.says("Trained on your 3 labels")
    assert re.fullmatch(r"ppp\.{9}@\d+", figure.inputs["labels"])
    assert "seconds a label" in figure.text
    assert figure.part(".ld-sheet button[aria-pressed=true]").count() == 3


def test_a_label_can_be_changed_and_all_can_be_cleared(figure: Figure) -> None:
    row = figure.part(".ld-sheet > li").nth(1)
    row.get_by_role("button", name="positive").click()
    figure.says("Trained on your one label")
    assert "you differ" in row.inner_text()
    row.get_by_role("button", name="negative").click()
    figure.says("You agree with them on 1 of 1")
    assert figure.inputs["labels"] == ".n.........."
    figure.part(".ld-sheet-end button").click()
    figure.says("What do your labels teach it?")
    assert figure.inputs["labels"] == ""


def test_a_link_brings_labels_with_their_time(figure: Figure) -> None:
    figure.set(labels="pnpnpnnpnpnp@33")
    assert "3.0 seconds a label" in figure.text
    figure.part(".ld-sheet > li").nth(0).get_by_role("button", name="negative").click()
    figure.says("You agree with them on 11 of 12")
    assert figure.inputs["labels"] == "nnpnpnnpnpnp@33"  # a label that is changed costs no time
