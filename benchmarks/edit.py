"""How long a figure takes from *Run*, under its changed code, to the picture that the code gives.

    python -m benchmarks.edit [--rounds 15] [--site site] [FIGURE …]

A figure without a model, and one with: its code is opened, and each round changes a comment of
`demo.py`, runs it, and waits for the new result. The first round, in which the figure's own worker
starts, is told by itself. The median of the others is judged in times of what a known piece of
work takes in the same browser (see `benchmarks.beside`).
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.beside import unit
from tests.browser.chapter import ROOT
from tests.browser.chromium import FLAGS, find
from tests.browser.server import Server

FIGURES = ("normalise", "attention")
LIMIT = 6  # times the work beside it that we promise
PATIENCE = 120_000  # ms for one round, the start of Python included

RUN = """(figure, round) => new Promise((resolve) => {
    const area = figure.querySelector(".ld-code-text").shadowRoot.querySelector("textarea");
    area.value = `${area.value.replace(/# round \\d+\\n$/, "")}# round ${round}\\n`;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const began = performance.now();
    const over = () => resolve(performance.now() - began);
    figure.addEventListener("livedemo:update", over, { once: true });
    figure.querySelector(".ld-code-run").click();
})"""


def measure(page: Page, url: str, name: str, rounds: int) -> tuple[float, float]:
    """The first round, and the median of the others, in ms."""
    page.goto(f"{url}demos/{name}/", wait_until="networkidle")
    figure = page.locator(f'live-demo[name="{name}"]')
    figure.locator(".ld-under").click()
    figure.locator(".ld-code textarea").wait_for()
    first, *others = [float(figure.evaluate(RUN, each)) for each in range(1 + rounds)]
    return first, statistics.median(others)


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edit", description=__doc__)
    parser.add_argument("figures", nargs="*", default=FIGURES)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    kept = True
    print(f"{'run of changed code, ms':<24}{'first':>8}{'median':>8}{'ratio':>8}{'promised':>10}")
    with Server(chosen.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in chosen.figures:
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            first, median = measure(page, server.url, name, chosen.rounds)
            page.close()
            ratio = median / unit(browser)
            kept &= ratio <= LIMIT
            print(f"{name:<24}{first:>8.0f}{median:>8.0f}{ratio:>8.1f}{f'<= {LIMIT}':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
