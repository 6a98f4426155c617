"""A demo that streams: frames, stopping, newer inputs, and a page that stays responsive."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import profile
from tests.browser.figure import Figure, frames
from tests.browser.server import Server
from tests.browser.tasks import watched


@pytest.fixture(scope="module")
def live(browser: Browser, small: Server) -> Iterator[Page]:
    page = profile(browser).new_page()
    page.goto(f"{small.url}demos/stream/")
    Figure(page, "stream").start()
    yield page
    page.context.close()


@pytest.fixture
def stream(live: Page) -> Figure:
    figure = Figure(live, "stream")
    figure.set(text="step", steps=20, go=0)
    return figure


def button(figure: Figure) -> str:
    return figure.part("button[name=go]").inner_text()


def test_every_frame_is_shown_in_its_turn(stream: Figure) -> None:
    seen = stream.element.evaluate(
        """async (figure) => {
            const seen = [];
            const see = () => seen.push(figure.querySelector("[data-say]").textContent);
            figure.addEventListener("livedemo:render", see);
            await figure.set({ go: 1 });
            figure.removeEventListener("livedemo:render", see);
            return [...new Set(seen)];
        }"""
    )
    assert seen == [f"step {n}" for n in range(21)]


def test_the_live_region_speaks_when_it_is_over(stream: Figure) -> None:
    spoken = stream.element.evaluate(
        """async (figure) => {
            const spoken = [];
            const watch = new MutationObserver(() => spoken.push(region.textContent));
            const region = figure.querySelector("[role=status]");
            watch.observe(region, { childList: true, characterData: true, subtree: true });
            await figure.set({ go: 1 });
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            watch.disconnect();
            return spoken;
        }"""
    )
    assert spoken == ["step 20"]


def test_the_button_stops_what_it_began(stream: Figure) -> None:
    stream.set(steps=2000)
    stream.part("button[name=go]").click()
    stream.says("step 5")
    assert button(stream) == "Stop"
    stream.part("button[name=go]").click()
    assert button(stream) == "Go"
    said = stream.said
    frames(stream.page)
    assert stream.said == said != "step 2000"
    assert stream.state == "live"


def test_another_control_ends_a_stream_and_does_not_begin_it_again(stream: Figure) -> None:
    stream.set(steps=2000)
    stream.part("button[name=go]").click()
    stream.says("step 5")
    stream.part("input[name=text]").fill("other")
    stream.says("other 0")
    frames(stream.page)
    assert stream.said == "other 0"
    assert stream.inputs["go"] == 0
    stream.part("button[name=go]").click()
    stream.says("other 5")
    assert stream.inputs["go"] > 1  # a press that was taken back counts on
    stream.part("button[name=go]").click()


def test_a_promise_waits_for_the_last_frame_even_when_stopped(stream: Figure) -> None:
    said = stream.element.evaluate(
        """async (figure) => {
            const done = figure.set({ go: 1, steps: 2000 });
            for (let frames = 0; frames < 5; frames++)
                await new Promise((resolve) =>
                    figure.addEventListener("livedemo:render", resolve, { once: true }));
            figure.querySelector("button[name=go]").click();
            await done;
            return figure.querySelector("[data-say]").textContent;
        }"""
    )
    assert said != "step 2000"


def test_a_stream_that_nobody_sees_waits(stream: Figure) -> None:
    stream.page.evaluate("() => { document.body.style.paddingBottom = '5000px'; }")
    stream.set(steps=2000)
    stream.part("button[name=go]").click()
    stream.says("step 5")
    stream.page.evaluate("() => window.scrollTo(0, 4000)")
    frames(stream.page)
    said = stream.said
    frames(stream.page)
    assert stream.said == said
    stream.page.evaluate("() => window.scrollTo(0, 0)")
    stream.page.wait_for_function(
        "said => document.querySelector('[data-say]').textContent !== said", arg=said
    )
    stream.part("button[name=go]").click()


def test_no_task_of_the_page_is_long(stream: Figure) -> None:
    with watched(stream.page) as tasks:
        stream.set(go=1, steps=200)
    assert tasks.longest <= tasks.long


def test_a_stream_lets_other_figures_run(page: Page, small: Server) -> None:
    page.goto(small.url)
    stream, echo = Figure(page, "stream"), Figure(page, "echo")
    echo.start()
    stream.element.evaluate("figure => { figure.set({ go: 1, steps: 2000 }); }")
    stream.says("step 3")
    echo.set(number=6)
    assert echo.said == "2 words, number 6."
    assert stream.said != "step 2000"
