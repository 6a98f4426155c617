"""Whatever a reader types, each figure answers it, and takes it for text."""

from collections.abc import Iterator

import pytest
from livedemo import Text
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.chapter import demos
from tests.browser.figure import Figure
from tests.browser.server import Server

TEXTS = {
    "empty": "",
    "space": " ",
    "a line break": "\n",
    "one letter": "a",
    "2,000 characters": ("The fox hid because it was scared. " * 60)[:2000],
    "one long word": "x" * 2000,
    "joined emoji": "\u200d\U0001f469\U0001f3fd\u200d\U0001f680 \U0001f3f4\u200d\u2620\ufe0f",
    "Arabic": "ذهبت إلى السوق لأشتري الخبز.",
    "Chinese": "我今天去市场买面包。",
    "a combining mark": "\u0301",
    "markup": "<script>alert(1)</script>",
}
CONTROLS = [
    (demo, name)
    for demo, found in demos().items()
    for name, control in found.controls.items()
    if isinstance(control, Text)
]


@pytest.fixture(scope="module")
def faults() -> list[str]:
    """What went wrong on the stage: errors that nobody caught, and texts that ran as scripts."""
    return []


@pytest.fixture(scope="module")
def stage(browser: Browser, chapter: Server, faults: list[str]) -> Iterator[Page]:
    """All figures that take a text, on one page."""

    def dismissed(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    page = browser.new_page()
    first, *others = dict.fromkeys(name for name, _ in CONTROLS)
    page.goto(f"{chapter.url}demos/{first}/")
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", dismissed)
    for name in others:
        page.evaluate(
            """async (name) => {
                const html = await (await fetch(`../${name}/`)).text();
                const other = new DOMParser().parseFromString(html, "text/html");
                document.querySelector("main").append(
                    document.importNode(other.querySelector("live-demo"), true));
            }""",
            name,
        )
    yield page
    page.close()


@pytest.mark.parametrize(("name", "control"), CONTROLS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_will_do(
    stage: Page, faults: list[str], name: str, control: str, text: str
) -> None:
    figure = Figure(stage, name)
    figure.set(**{control: text})
    assert (figure.state, figure.message) == ("live", None)
    assert figure.inputs[control] == text
    assert figure.text.strip()
    assert figure.said.strip()
    assert figure.part("[data-result] script").count() == 0
    assert faults == []
