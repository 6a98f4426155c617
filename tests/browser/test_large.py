"""A figure with a large model: nothing is fetched unasked, and what is fetched is told."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.figure import Figure
from tests.browser.server import Server

pytestmark = pytest.mark.alone

NAME = "sum-vec"
WATCH = """(figure) => {
    const bar = figure.querySelector("progress");
    window.seen = [];
    new MutationObserver(() => seen.push([bar.hidden, bar.value, bar.max])).observe(
        bar, { attributes: true });
}"""


def test_it_asks_before_it_fetches(page: Page, chapter: Server) -> None:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{chapter.url}demos/{NAME}/", wait_until="networkidle")
    figure = Figure(page, NAME)
    before = figure.text
    figure.part("textarea").first.fill("A sentence of my own.")
    button = figure.part(".ld-start")
    assert "MB" in button.inner_text()
    expect(figure.part(".ld-message p")).to_contain_text(button.inner_text())
    expect(figure.part(".ld-retry")).to_be_hidden()
    assert (figure.state, figure.text) == ("static", before)
    assert not [url for url in urls if "pyodide" in url or "/models/" in url.split("livedemo")[-1]]
    figure.part(".ld-presets button").nth(1).click()  # this one is listed
    expect(figure.part(".ld-message")).to_be_hidden()
    assert figure.state == "static"
    assert figure.text != before


def test_its_bar_tells_true_bytes(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}demos/{NAME}/", wait_until="networkidle")
    figure = Figure(page, NAME)
    figure.element.evaluate(WATCH)
    promised = int(str(figure.part(".ld-start").get_attribute("data-bytes")))
    figure.part(".ld-start").click()
    expect(figure.part(".ld-progress")).to_be_visible()
    figure.becomes("live")
    seen = page.evaluate("seen")
    values = [value for hidden, value, _ in seen if not hidden]
    assert all(most == promised for hidden, _, most in seen if not hidden)
    assert values == sorted(values)
    assert len(set(values)) > 10
    assert values[-1] == pytest.approx(promised, rel=0.03)  # Python's part is rounded
    assert not figure.part(".ld-progress").is_visible()


def test_beside_a_live_figure_it_tells_what_is_left(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}text-becomes-numbers/", wait_until="networkidle")
    Figure(page, "tokens").start()
    figure = Figure(page, NAME)
    figure.element.evaluate(WATCH)
    figure.part(".ld-start").click()
    figure.becomes("live")
    promised = int(str(figure.part(".ld-start").get_attribute("data-bytes")))
    values = [(value, most) for hidden, value, most in page.evaluate("seen") if not hidden]
    assert values == sorted(values)
    value, most = values[-1]
    assert value == most
    assert 0.7 * promised < most < 0.95 * promised
