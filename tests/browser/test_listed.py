"""States computed with the page: there at once, true, and small."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from livedemo.controls import Control
from playwright.sync_api import Browser, Page, expect

from tests.browser.chapter import demos
from tests.browser.figure import Figure
from tests.browser.server import Server

SOON = 150  # ms from the first gesture to the changed figure
LITTLE = 100_000  # bytes that it fetches before
CHANGE = """(figure) => new Promise((resolve) => {
    const began = performance.now();
    figure.addEventListener("livedemo:render", () => requestAnimationFrame(() => resolve({
        ms: performance.now() - began,
        state: figure.dataset.state,
        bytes: performance.getEntriesByType("resource")
            .filter((entry) => entry.startTime >= began)
            .reduce((sum, entry) => sum + entry.transferSize, 0),
        names: performance.getEntriesByType("resource")
            .filter((entry) => entry.startTime >= began).map((entry) => entry.name),
    })), { once: true });
    GESTURE;
})"""


def gesture(figure: Figure, code: str) -> dict[str, object]:
    """Make a first gesture in the page, and tell how the figure changed."""
    answer: dict[str, object] = figure.element.evaluate(CHANGE.replace("GESTURE", code))
    return answer


def slide(name: str, value: object) -> str:
    return (
        f"const control = figure.querySelector('[name={name}]'); "
        f"control.value = {json.dumps(str(value))}; "
        "control.dispatchEvent(new Event('input', { bubbles: true }))"
    )


def by_hand(name: str, control: Control, default: object) -> str:
    """Set a control, by the events of a reader's hand, to a value that it does not have."""
    value = next(value for value in control.states() if value != default)
    return HAND % (json.dumps(name), json.dumps(value))


# A button with the value, where there is one; else a box, an option, or whatever holds a value.
HAND = """(([name, value]) => {
    const preset = JSON.stringify({ [name]: value });
    const named = [...figure.querySelectorAll(`form [name="${name}"]`)];
    const button = [...figure.querySelectorAll("form [data-set]")]
        .find(({ dataset }) => dataset.set === preset);
    const box = named.find(({ type, value: own }) =>
        type === "checkbox" || (type === "radio" && own === value));
    if (button ?? box) return (button ?? box).click();
    named[0].value = `${value}`;
    named[0].dispatchEvent(new Event("input", { bubbles: true }));
})([%s, %s])"""


def enumerable() -> Iterator[tuple[str, str, str]]:
    """The gestures on all controls with few values, of all demos that are not too heavy to list."""
    for demo, found in demos().items():
        for name, control in found.controls.items():
            if found.listed is not False and control.states():
                yield demo, name, by_hand(name, control, found.defaults[name])


IN_PICTURES = [("attention", "a head", "figure.querySelectorAll('.ld-head')[35].click()")]
GESTURES = [*enumerable(), *IN_PICTURES]


@pytest.mark.parametrize(
    ("name", "code"),
    [pytest.param(name, code, id=f"{name}-{what}") for name, what, code in GESTURES],
)
def test_a_first_gesture_is_answered_at_once(
    browser: Browser, chapter: Server, name: str, code: str
) -> None:
    for _ in range(3):  # the machine may be busy with other things
        took = first(browser, chapter, name, code)
        if took <= SOON:
            break
    assert took <= SOON


def first(browser: Browser, chapter: Server, name: str, code: str) -> float:
    """Make a first gesture in a fresh profile; how long it took, in ms."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{chapter.url}demos/{name}/", wait_until="networkidle")
    figure = Figure(page, name)
    before = figure.result
    answer = gesture(figure, code)
    asks = figure.element.get_attribute("data-asks") is not None
    assert answer["state"] == ("static" if asks else "loading")
    assert isinstance(answer["bytes"], int) and answer["bytes"] <= LITTLE
    assert not [path for path in answer["names"] if "pyodide" in path or "/worker/" in path]  # type: ignore[attr-defined]
    assert figure.result != before
    expect(figure.part(".ld-status")).to_contain_text(figure.said[:20])
    context.close()
    return float(str(answer["ms"]))


@pytest.mark.parametrize(("name", "code"), [(name, code) for name, _, code in IN_PICTURES])
def test_python_gives_the_same_a_moment_later(
    page: Page, chapter: Server, name: str, code: str
) -> None:
    page.goto(f"{chapter.url}demos/{name}/")
    figure = Figure(page, name)
    gesture(figure, code)
    early = figure.text
    figure.becomes("live")
    assert figure.text == early


def test_every_gesture_before_python_is_answered(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/", wait_until="networkidle")
    figure = Figure(page, "echo")
    for number in (6, 1, 4):
        assert gesture(figure, slide("number", number))["state"] == "loading"
        assert figure.said == f"2 words, number {number}."
    figure.becomes("live")
    assert figure.said == "2 words, number 4."


def test_what_is_not_listed_waits_for_python(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    figure.set(text="not listed at all")
    assert (figure.state, figure.said) == ("live", "4 words, number 3.")


@pytest.mark.parametrize("fault", ["missing", "cut"])
def test_without_the_file_python_answers(browser: Browser, small_site: Path, fault: str) -> None:
    with Server(small_site) as server:
        getattr(server, fault).add(".json.gz")
        page = browser.new_page()
        page.goto(f"{server.url}demos/echo/")
        figure = Figure(page, "echo")
        figure.set(number=5)
        assert (figure.state, figure.said) == ("live", "2 words, number 5.")
        page.close()


def test_a_link_to_a_listed_state_shows_it_without_python(page: Page, small: Server) -> None:
    small.requests.clear()
    page.goto(f"{small.url}demos/echo/#echo?number=5")
    figure = Figure(page, "echo")
    figure.says("number 5")
    time.sleep(0.3)
    assert figure.state == "static"
    assert figure.part(".ld-prompt").count() == 0
    assert not [path for path in small.requests if "pyodide" in path or "/worker/" in path]


def test_the_file_is_in_the_manifest(small_site: Path) -> None:
    manifest = (small_site / "assets/livedemo/manifest.json").read_text()
    files = [*(small_site / "assets/livedemo/listed").iterdir()]
    assert files and all(f'"listed/{file.name}"' in manifest for file in files)
