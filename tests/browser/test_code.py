"""The code of a figure: read, changed, run, and put back; nothing of it reaches another figure."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figure import Figure, workers
from tests.browser.server import Server

pytestmark = pytest.mark.alone

SAYS = 'Say(f"{len(words)} words, number {number}.")'


def code(figure: Figure) -> None:
    """Open the figure's code."""
    figure.part(".ld-under").click()
    expect(figure.part(".ld-code select")).to_be_focused()


def write(figure: Figure, old: str, new: str) -> None:
    """Change what stands in the editor, as typing does."""
    area = figure.part(".ld-code textarea")
    text = area.input_value()
    assert text.count(old) == 1
    area.fill(text.replace(old, new))


def run(figure: Figure) -> None:
    figure.part(".ld-code-run").click()


def told(figure: Figure) -> str:
    part = figure.part(".ld-code-told")
    expect(part).not_to_be_empty()
    return part.inner_text()


@pytest.fixture
def echo(page: Page, small: Server) -> Figure:
    page.goto(f"{small.url}demos/echo/")
    return Figure(page, "echo")


def test_nothing_of_it_is_loaded_before_it_is_asked_for(
    page: Page, small: Server, echo: Figure
) -> None:
    small.requests.clear()
    echo.set(number=4)
    page.wait_for_load_state("networkidle")
    assert not [path for path in small.requests if "/editor/" in path or "code" in path]
    code(echo)
    assert [path for path in small.requests if "/code/echo." in path]
    assert "async def echo(" in echo.part(".ld-code textarea").input_value()
    assert len(workers(page)) == 1  # reading needs none of its own
    echo.part(".ld-under").click()
    expect(echo.part(".ld-code")).to_be_hidden()


def test_where_a_figure_asks_first_a_letter_typed_fetches_nothing(page: Page, echo: Figure) -> None:
    echo.element.evaluate("figure => figure.toggleAttribute('data-asks', true)")
    code(echo)
    write(echo, SAYS, 'Say("Changed.")')
    page.wait_for_load_state("networkidle")
    assert not workers(page)
    run(echo)  # that is a word
    echo.says("Changed.")


def test_a_change_runs_and_is_put_back(page: Page, echo: Figure) -> None:
    code(echo)
    write(echo, SAYS, 'Say(f"{text.upper()}!")')
    echo.part(".ld-code textarea").press("Control+Enter")
    echo.says("ONE TWO!")
    echo.becomes("live")
    expect(echo.part(".ld-under")).to_have_text("Code, changed by you")
    echo.set(text="three four")  # the controls set what was changed
    assert echo.said == "THREE FOUR!"
    write(echo, "text.upper()", "text.title()")
    run(echo)
    echo.says("Three Four!")
    echo.part(".ld-code-back").click()
    echo.says("2 words, number 3.")
    assert SAYS in echo.part(".ld-code textarea").input_value()
    expect(echo.part(".ld-under")).to_have_text("Code")
    assert len(workers(page)) == 1


def test_an_error_is_told_at_its_line_and_mended(echo: Figure) -> None:
    code(echo)
    write(echo, "words = text.split()", "words = text.split(")
    run(echo)
    assert "SyntaxError" in told(echo) and "demos/echo/demo.py" in told(echo)
    line = "return document.querySelector('.ld-code-text').shadowRoot"
    active = f"() => {{ {line}.querySelector('.active-line').textContent }}"
    expect(echo.part(".ld-code textarea")).to_be_focused()
    assert "text.split(" in echo.page.evaluate(active)
    write(echo, "words = text.split(\n", "words = nothing\n")
    run(echo)
    echo.page.wait_for_function(
        "() => document.querySelector('.ld-code-told').textContent.includes('NameError')"
    )
    assert "nothing" in echo.page.evaluate(active)
    write(echo, "words = nothing", "words = [text]")
    run(echo)
    echo.says("1 words, number 3.")
    expect(echo.part(".ld-code-told")).to_be_empty()


def test_a_loop_without_an_end_is_left_and_no_other_figure_notices(
    page: Page, small: Server
) -> None:
    page.goto(small.url)
    echo, other = Figure(page, "echo"), Figure(page, "stream")
    other.start()
    shown = other.part("[data-result]").inner_html()
    code(echo)
    write(echo, "words = text.split()", "while True: pass\n    words = text.split()")
    run(echo)
    expect(echo.part(".ld-code")).to_have_attribute("aria-busy", "true")
    other.start()  # it runs meanwhile
    write(echo, "while True: pass", "number += 4")
    run(echo)
    echo.says("2 words, number 7.")
    assert other.part("[data-result]").inner_html() == shown
    assert other.state == "live"
    assert len(workers(page)) == 2


def test_the_code_of_a_model_is_read_and_not_changed(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/scale/")
    scale = Figure(page, "scale")
    code(scale)
    choice = scale.part(".ld-code select")
    names = choice.locator("option").all_inner_texts()
    assert names[0] == "demo.py" and any(name.endswith("/model.py") for name in names[1:])
    choice.select_option(label=next(name for name in names if name.endswith("/model.py")))
    area = scale.part(".ld-code textarea")
    assert "torch" in area.input_value()
    assert area.get_attribute("aria-readonly") == "true"
    expect(scale.part(".ld-code-run")).to_be_disabled()
