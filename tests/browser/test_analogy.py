"""Word arithmetic in the reader's browser: the words reach Python, the ranks are those of torch."""

import pytest
from livedemo_site.testing.compare import difference
from playwright.sync_api import Page

from tests.browser.figure import Figure
from tests.browser.server import Server


@pytest.fixture
def figure(page: Page, chapter: Server) -> Figure:
    page.goto(f"{chapter.url}text-becomes-numbers/")
    return Figure(page, "analogy")


def test_the_arithmetic_with_and_without_the_inputs(figure: Figure) -> None:
    built = figure.result
    figure.start()
    assert (figure.state, figure.backend) == ("live", "wasm")
    change = difference(built, figure.result)
    assert change is None, change
    for text, leave_out, said in (
        ("king - man + woman", True, "“queen” (cosine 0.853)"),
        ("king - man + woman", False, "“king” (cosine 0.885), a word of the question. "),
        ("california - state + country", True, "“america” (cosine 0.778)"),
        ("california - state + country", False, "“america” (cosine 0.778)"),
    ):
        figure.set(text=text, leave_out=leave_out)
        assert said in figure.said
    assert "0.767" in figure.result  # california itself


def test_an_unknown_word_can_be_replaced(figure: Figure) -> None:
    figure.start()
    figure.set(text="computor")
    assert "not among these 10,000 words" in figure.said
    figure.part("[data-result] button").first.click()
    figure.page.wait_for_function("() => document.body.innerText.includes('Nearest to computer:')")
