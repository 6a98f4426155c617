"""How long a page's main thread is busy at a stretch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

# What a task may take on any processor: as long as putting a table of 200 lines in a page, several
# times over, which takes about 50 ms on one of our day.
LONG = """() => {
    const lines = Array.from({ length: 200 }, (_, i) => `<tr><td>${i}<td>a word<td>${i / 7}</tr>`);
    const place = document.body.appendChild(document.createElement("div"));
    for (let i = 0; i < 8; i++) {
        place.innerHTML = `<table>${lines.join("")}</table>`;
        void place.offsetHeight;
    }
    place.remove();
}"""


@dataclass
class Tasks:
    """The tasks of the main threads of all pages, as a trace saw them.

    Attributes:
        longest: processor time of the longest one, in ms. Not its duration: on a machine that is
            busy with something else, a task of 1 ms can last for 100.
        long: what is long, measured beside it.
    """

    longest: float = 0.0
    long: float = 0.0


@contextmanager
def watched(page: Page) -> Iterator[Tasks]:
    """Watch the tasks of ``page``'s browser; what was found is there at the end of the block."""
    tasks = Tasks()
    with _traced(page) as times:
        yield tasks
    tasks.longest = times[-1]
    with _traced(page) as times:
        for _ in range(3):
            page.evaluate(LONG)
    tasks.long = times[-2]  # the middle one of three


@contextmanager
def _traced(page: Page) -> Iterator[list[float]]:
    """The processor times of all tasks during the block, in ms, the longest last."""
    browser = page.context.browser
    assert browser is not None
    times: list[float] = []
    browser.start_tracing(page=page, categories=["toplevel"])
    try:
        yield times
    finally:
        trace = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in trace
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    times += sorted(
        event["tdur"] / 1000
        for event in trace
        if event["name"] == "ThreadControllerImpl::RunTask"
        and (event["pid"], event["tid"]) in main
        and "tdur" in event
    )
    assert times, "the trace holds no task of a page"
