"""Saving a figure's tables: on the static result, without a request to anybody, safe to open."""

import csv
import io

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import profile
from tests.browser.figure import Figure
from tests.browser.server import Server

pytestmark = pytest.mark.alone

STRICT = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"


def saved(figure: Figure, button: int = 0) -> tuple[str, str]:
    """The name and the text of the file that a button gives."""
    with figure.page.expect_download() as waiting:
        figure.part(".ld-csv button").nth(button).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes().decode("utf-8-sig")


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_a_folded_table_is_saved_before_anything_runs(page: Page, chapter: Server) -> None:
    with Server(chapter.root, headers={"Content-Security-Policy": STRICT}) as server:
        urls: list[str] = []
        page.on("request", lambda request: urls.append(request.url))
        page.goto(f"{server.url}demos/tokens/")
        figure = Figure(page, "tokens")
        name, text = saved(figure)
        assert name == "tokens.csv"
        assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
        header, *lines = rows(text)
        assert header == ["Cut by", "", "Token", "Id", "Bytes", "Part of"]
        shown = figure.part("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
        )
        assert lines == shown and len(lines) == 16 + 17
        assert figure.part(".ld-status").inner_text() == "The table is saved as tokens.csv."
        assert figure.state == "static"
        assert not [url for url in urls if not url.startswith((server.url, "blob:"))]
        assert not [url for url in urls if "pyodide" in url]


def test_a_heat_map_is_its_matrix(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}demos/attention/")
    figure = Figure(page, "attention")
    assert figure.part(".ld-csv button").all_inner_texts() == ["Table 1 as CSV", "Table 2 as CSV"]
    name, text = saved(figure)
    assert name == "attention-1.csv"
    header, *lines = rows(text)
    assert header[1:] == [line[0] for line in lines]
    assert all(98 <= sum(map(int, line[1:])) <= 102 for line in lines)


def test_bars_have_no_empty_column(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}demos/next-token/")
    _, text = saved(Figure(page, "next-token"))
    assert all(len(line) == 2 and line[1].endswith("%") for line in rows(text))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("x")', '\'=HYPERLINK("x")'),
        ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
        ("-0.5", "-0.5"),
        ("+3 %", "+3 %"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("-x", "'-x"),
        ('a "b", c\nd', 'a "b", c\nd'),
        ("👩‍🚀 إلى", "👩‍🚀 إلى"),
    ],
)
def test_what_a_reader_typed_is_no_formula(page: Page, small: Server, text: str, cell: str) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    value = figure.part("tbody bdi").nth(1)
    value.evaluate("(cell, text) => { cell.textContent = text; }", text)
    assert rows(saved(figure)[1])[1] == ["text", cell]


def test_without_javascript_no_button_is_there(browser: Browser, small: Server) -> None:
    page = profile(browser, java_script_enabled=False).new_page()
    page.goto(f"{small.url}demos/echo/")
    buttons = Figure(page, "echo").part(".ld-csv button")  # they keep their room
    assert not any(button.is_visible() for button in buttons.all())
    page.context.close()


def test_the_buttons_follow_the_result(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    page.evaluate(
        """() => {
            const figure = document.querySelector("live-demo");
            figure.querySelector("[data-result]").replaceChildren();
            figure.dispatchEvent(new CustomEvent("livedemo:render"));
        }"""
    )
    assert figure.part(".ld-csv button").count() == 0
