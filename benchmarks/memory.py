"""How much memory a page takes, above what it takes before a reader's first gesture.

    python -m benchmarks.memory [--site site]

The proportional set size (PSS) of the page's renderer process, from Linux's /proc/PID/smaps_rollup.
Each case is a browser of its own: a page is opened, its memory is read, all its figures are
started, and some seconds later its memory is read again. Nobody collects garbage in between, since
nobody does so for a reader. The last case goes through pages without a new document, as instant
navigation does, and starts every figure on each; what is told there is the whole process.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chapter import ROOT, pages
from tests.browser.chromium import FLAGS, find
from tests.browser.server import Server
from tests.browser.test_places import arrive

# What we promise, in MB (2**20 bytes): above the idle page, and for all pages in one process.
LIMITS = {
    "demos/tokens/": 110,
    "demos/attention/": 170,
    "demos/sum-vec/": 250,
    "text-becomes-numbers/": 300,
}
ALL = 450
REST = 5  # seconds until memory is read
PATIENCE = 600_000  # ms for the figures of one page

# One after another, as a reader does; one that streams is left to its stream after a first frame.
START = """async () => {
    const figures = [...document.querySelectorAll("live-demo")];
    for (const figure of figures) {
        const shown = new Promise((resolve) => figure.addEventListener("livedemo:render", () => {
            if (figure.dataset.state === "live") resolve();
        }));
        await Promise.race([figure.start(), shown]);
    }
    return figures.length;
}"""
T = TypeVar("T")


@dataclass
class Memory:
    """The proportional memory of each renderer process of a browser, by process, in MB."""

    of: dict[int, float]

    @classmethod
    def read(cls, browser: Browser) -> Memory:
        """As it is now."""
        session = browser.new_browser_cdp_session()
        listed = session.send("SystemInfo.getProcessInfo")["processInfo"]
        session.detach()
        return cls({one["id"]: pss(one["id"]) for one in listed if one["type"] == "renderer"})

    @property
    def largest(self) -> int:
        """The process with the most memory: the page's, once figures are live."""
        return max(self.of, key=lambda process: self.of[process])


def pss(process: int) -> float:
    """A process's proportional memory, in MB."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", text, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def above(browser: Browser, url: str) -> float:
    """What the figures of one page take above the page as it is opened."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(url, wait_until="networkidle")
    time.sleep(1)
    idle = Memory.read(browser)
    page.evaluate(START)
    time.sleep(REST)
    live = Memory.read(browser)
    return live.of[live.largest] - idle.of[live.largest]


def whole(browser: Browser, server: Server, paths: list[str]) -> tuple[float, int]:
    """What the process takes after all figures of some pages, and how many there were."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    arrive(page, server)
    page.wait_for_load_state("networkidle")
    count = 0
    for path in paths:
        change(page, f"{server.url}{path}")
        count += page.evaluate(START)
    time.sleep(REST)
    live = Memory.read(browser)
    return live.of[live.largest], count


def change(page: Page, url: str) -> None:
    """Go to another page of the site without a new document."""
    page.evaluate(
        """(url) => {
            window.stayed = true;
            for (const old of document.querySelectorAll("live-demo")) old.dataset.old = "";
            [...document.links].find(({ href }) => href === url).click();
        }""",
        url,
    )
    page.wait_for_url(url)
    page.wait_for_selector("live-demo:not([data-old])")
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def fresh(measure: Callable[[Browser], T]) -> T:
    """Measure in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        try:
            return measure(browser)
        finally:
            browser.close()


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        print("memory is read from Linux's /proc, which is not here")
        return 0
    kept = True
    with Server(chosen.site) as server:
        print(f"{'memory of the page, MB':<32}{'taken':>8}{'promised':>10}")
        for path, limit in LIMITS.items():
            took = fresh(partial(above, url=f"{server.url}{path}"))
            kept &= took <= limit
            print(f"{path:<32}{took:>8.0f}{f'<= {limit}':>10}", flush=True)
        took, count = fresh(lambda browser: whole(browser, server, list(pages())))
        kept &= took <= ALL
        print(f"{f'in all, after {count} figures':<32}{took:>8.0f}{f'<= {ALL}':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
