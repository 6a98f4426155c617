"""How many iterations a second a figure does while a reader looks on.

    python -m benchmarks.iterate [--stretches 3] [--site site]

A figure that iterates, on its own page: its button is pressed, and once it is warm some stretches
of the run are timed by what the figure says, pictures and all. Judged by how many it does while a
known piece of work would be done once in the same browser (see `benchmarks.beside`).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.beside import unit
from tests.browser.chapter import ROOT
from tests.browser.chromium import FLAGS, find
from tests.browser.figure import Figure
from tests.browser.iterations import done, reached
from tests.browser.server import Server

LIMITS = {"word-map": 1.0}  # iterations to the work beside it that we promise, at 512 words
BUTTON = "button[name=run]"
STRETCH = 200  # iterations
FIRST = 50  # iterations that are not timed: engines compile what runs often


def per_second(figure: Figure, count: int) -> float:
    """How many a running figure does in a second, pictures included, over ``count`` of them."""
    reached(figure, FIRST)
    begun, before = time.monotonic(), done(figure)
    reached(figure, before + count)
    return (done(figure) - before) / (time.monotonic() - begun)


def measure(browser: Browser, url: str, name: str, stretches: int) -> list[float]:
    """Iterations a second of each stretch of one run."""
    page = browser.new_page()
    page.goto(f"{url}demos/{name}/", wait_until="networkidle")
    figure = Figure(page, name)
    figure.start()
    figure.part(BUTTON).click()
    speeds = [per_second(figure, STRETCH) for _ in range(stretches)]
    page.close()
    return speeds


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.iterate", description=__doc__)
    parser.add_argument("--stretches", type=int, default=3, choices=range(1, 5))
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    kept = True
    print(f"{'iterations a second':<24}{'median':>8}{'least':>8}{'ratio':>8}{'promised':>10}")
    with Server(chosen.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, limit in LIMITS.items():
            speeds = measure(browser, server.url, name, chosen.stretches)
            median = statistics.median(speeds)
            ratio = median * unit(browser) / 1000
            kept &= ratio >= limit
            print(f"{name:<24}{median:>8.0f}{min(speeds):>8.0f}{ratio:>8.1f}{f'>= {limit:g}':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
