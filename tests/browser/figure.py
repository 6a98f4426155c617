"""One figure of a page, as a test handles it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Worker

PATIENCE = 300_000  # ms: the last resort of whatever waits; a test waits for a state, not for this

# The first frame of an answer is shown, or the answer is whole; a stream that can be stopped is.
FIRST = """async (figure, inputs) => {
    const shown = new Promise((resolve) => {
        figure.addEventListener("livedemo:render", function see() {
            if (figure.dataset.state !== "live") return; // computed with the page
            figure.removeEventListener("livedemo:render", see);
            resolve();
        });
    });
    const over = figure.set(inputs).then(() => true);
    over.catch(() => {});
    await Promise.race([shown, over]);
    await new Promise((resolve) => setTimeout(resolve)); // an answer in one frame is whole by then
    if (await Promise.race([over, false])) return true;
    const button = figure.querySelector("button[data-stops]");
    if (!button) return false;
    button.click();
    await over;
    return false;
}"""


def workers(page: Page) -> list[Worker]:
    """Those of ``page`` that run demos; others compile a program and end."""
    return [worker for worker in page.workers if worker.url.endswith("/worker.js")]


class Refusal(Exception):
    """What ``start()`` or ``set()`` rejected with."""

    def __init__(self, kind: str, message: str, detail: str) -> None:
        super().__init__(kind, message, detail)
        self.kind, self.message, self.detail = kind, message, detail


@dataclass(frozen=True)
class Figure:
    """The ``position``-th figure of ``page`` that runs the demo ``name``."""

    page: Page
    name: str
    position: int = 0

    @property
    def element(self) -> Locator:
        return self.page.locator(f'live-demo[name="{self.name}"]').nth(self.position)

    def part(self, selector: str) -> Locator:
        return self.element.locator(selector)

    @property
    def state(self) -> str | None:
        return self.element.get_attribute("data-state")

    @property
    def backend(self) -> str | None:
        return self.element.get_attribute("data-backend")

    @property
    def result(self) -> str:
        """The HTML of the result."""
        return self.part("[data-result]").inner_html()

    @property
    def text(self) -> str:
        """The words of the result."""
        return self.part("[data-result]").inner_text()

    @property
    def said(self) -> str:
        """The first line of words in the result."""
        return self.part("[data-say]").first.inner_text()

    @property
    def inputs(self) -> dict[str, Any]:
        inputs: dict[str, Any] = self.element.evaluate("figure => figure.inputs")
        return inputs

    def start(self) -> None:
        """What the first gesture does. Raises `Refusal`."""
        self._wait("figure => figure.start()")

    def set(self, **inputs: Any) -> None:
        """Set controls and run. Raises `Refusal`."""
        self._wait("(figure, inputs) => figure.set(inputs)", inputs)

    def begin(self, **inputs: Any) -> bool:
        """Set controls and run to the first frame. Raises `Refusal`.

        What streams is stopped then, where it has a button for that, and goes on until the next run
        where it has none. Whether the whole answer is there.
        """
        return bool(self._wait(FIRST, inputs))

    def _wait(self, call: str, inputs: dict[str, Any] | None = None) -> Any:
        answer = self.element.evaluate(
            f"""(figure, inputs) => Promise.race([
                ({call})(figure, inputs),
                new Promise((resolve, reject) => setTimeout(() =>
                    reject({{ kind: "test", message: "no answer", detail: "" }}), {PATIENCE})),
            ]).then((value) => ({{ value: value ?? null }}),
                ({{ kind, message, detail }}) => ({{ kind, message, detail }}))""",
            inputs,
        )
        if "value" not in answer:
            raise Refusal(**answer)
        return answer["value"]

    def becomes(self, state: str) -> None:
        """Wait until the figure is in a state."""
        self.page.wait_for_function(
            "([figure, state]) => figure.dataset.state === state",
            arg=[self.element.element_handle(), state],
        )

    def says(self, words: str) -> None:
        """Wait until the result of a live figure holds some words."""
        self.page.wait_for_function(
            "([figure, words]) => figure.querySelector('[data-result]').innerText.includes(words)",
            arg=[self.element.element_handle(), words],
        )

    @property
    def message(self) -> str | None:
        """The sentence in the figure where something went wrong."""
        box = self.part(".ld-message")
        return box.locator("p").inner_text() if box.is_visible() else None


def frames(page: Page, count: int = 20) -> None:
    """Let a page draw so many frames: what would still come is there by then.

    For what must *not* come; no clock is asked, so that a busy machine gets its time.
    """
    page.evaluate(
        """async (count) => {
            for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
        }""",
        count,
    )
