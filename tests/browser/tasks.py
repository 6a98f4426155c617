"""How long a page's main thread is busy at a stretch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass
class Tasks:
    """The tasks of the main threads of all pages, as a trace saw them.

    Attributes:
        longest: processor time of the longest one, in ms. Not its duration: on a machine that is
            busy with something else, a task of 1 ms can last for 100.
    """

    longest: float = 0.0


@contextmanager
def watched(page: Page) -> Iterator[Tasks]:
    """Watch the tasks of ``page``'s browser; what was found is there at the end of the block."""
    browser = page.context.browser
    assert browser is not None
    tasks = Tasks()
    browser.start_tracing(page=page, categories=["toplevel"])
    try:
        yield tasks
    finally:
        trace = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (event["pid"], event["tid"])
        for event in trace
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    times = [
        event["tdur"]
        for event in trace
        if event["name"] == "ThreadControllerImpl::RunTask"
        and (event["pid"], event["tid"]) in main
        and "tdur" in event
    ]
    assert times, "the trace holds no task of a page"
    tasks.longest = max(times) / 1000
