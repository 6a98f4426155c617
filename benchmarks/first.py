"""How long a figure takes from a reader's first gesture to the changed picture, without Python.

    python -m benchmarks.first [--rounds 3] [--site site] [FIGURE …]

Every demo whose states were computed with the page, on its own page, in a new profile: one gesture
on each of its controls, timed to the frame that shows the new result. Judged by the best round, in
times of what a known piece of work takes in the same browser (see `benchmarks.beside`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.beside import unit
from tests.browser.chapter import ROOT, demos
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import profile
from tests.browser.figure import Figure
from tests.browser.gestures import first_gestures
from tests.browser.server import Server

LIMIT = 3.0  # times the work beside it: what we promise
TIMED = """(figure) => new Promise((resolve) => {
    const began = performance.now();
    figure.addEventListener("livedemo:render", () =>
        requestAnimationFrame(() => resolve(performance.now() - began)), { once: true });
    GESTURE;
})"""


def measure(browser: Browser, url: str, name: str, code: str) -> float:
    """The ms of one first gesture."""
    context = profile(browser)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    took = Figure(page, name).element.evaluate(TIMED.replace("GESTURE", code))
    context.close()
    return float(took)


def gestures(browser: Browser, url: str, name: str) -> list[tuple[str, str]]:
    """The first gestures of a demo."""
    page = browser.new_page()
    page.goto(url)
    found = list(first_gestures(demos()[name], Figure(page, name)))
    page.close()
    return found


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first", description=__doc__)
    parser.add_argument("figures", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    kept = True
    print(f"{'first gesture to frame':<36}{'ms':>8}{'ratio':>8}{'promised':>10}")
    with Server(chosen.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in chosen.figures or demos():
            url = f"{server.url}demos/{name}/"
            for what, code in gestures(browser, url, name):
                took = min(measure(browser, url, name, code) for _ in range(chosen.rounds))
                ratio = took / unit(browser)
                kept &= ratio <= LIMIT
                print(f"{f'{name}, {what}':<36}{took:>8.0f}{ratio:>8.1f}{f'<= {LIMIT:g}':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
