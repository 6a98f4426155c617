"""States computed with the page: there at once, and true; test_visits.py looks at every demo's."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.figure import Figure, frames
from tests.browser.gestures import gesture, slide
from tests.browser.server import Server


def test_every_gesture_before_python_is_answered(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/", wait_until="networkidle")
    figure = Figure(page, "echo")
    page.route("**/worker.js", lambda route: None)  # Python takes its time
    for number in (6, 1, 4):
        assert gesture(figure, slide("number", number))["state"] == "loading"
        assert figure.said == f"2 words, number {number}."
    page.unroute("**/worker.js")  # and goes on
    figure.becomes("live")
    assert figure.said == "2 words, number 4."


def test_what_is_not_listed_waits_for_python(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    figure.set(text="not listed at all")
    assert (figure.state, figure.said) == ("live", "4 words, number 3.")


@pytest.mark.parametrize("fault", ["missing", "cut"])
def test_without_the_file_python_answers(page: Page, small_site: Path, fault: str) -> None:
    with Server(small_site) as server:
        getattr(server, fault).add(".json.gz")
        page.goto(f"{server.url}demos/echo/")
        figure = Figure(page, "echo")
        figure.set(number=5)
        assert (figure.state, figure.said) == ("live", "2 words, number 5.")


def test_a_link_to_a_listed_state_shows_it_without_python(page: Page, small: Server) -> None:
    small.requests.clear()
    page.goto(f"{small.url}demos/echo/#echo?number=5")
    figure = Figure(page, "echo")
    figure.says("number 5")
    page.wait_for_load_state("networkidle")
    frames(page)
    assert figure.state == "static"
    assert figure.part(".ld-prompt").count() == 0
    assert not [path for path in small.requests if "pyodide" in path or "/worker/" in path]


def test_the_file_is_in_the_manifest(small_site: Path) -> None:
    manifest = (small_site / "assets/livedemo/manifest.json").read_text()
    files = [*(small_site / "assets/livedemo/listed").iterdir()]
    assert files and all(f'"listed/{file.name}"' in manifest for file in files)
