"""How long a model that trains in the page takes to get better than tables of letters.

    python -m benchmarks.learn [--site site]

`pretrain` on its own page, trained by its button: the time from the first gesture to the first
frame with a loss below that of a table of letters, and below that of a table of letter pairs; in
seconds, and in times of what a known piece of work takes in the same browser beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.beside import unit
from tests.browser.chapter import ROOT
from tests.browser.chromium import FLAGS, find
from tests.browser.figure import PATIENCE, Figure
from tests.browser.server import Server

NAME = "pretrain"
LIMITS = {"letters": 600, "letter pairs": 3600}  # times the work beside it: what we promise
TRAIN = """(figure) => new Promise((resolve) => {
    const began = performance.now();
    const labels = [...figure.querySelectorAll(".ld-chart-label")];
    const bounds = labels.map((label) => Number(label.textContent.split(" ").at(-1)));
    const took = [];
    figure.addEventListener("livedemo:render", () => {
        const said = figure.querySelector("[data-say]").textContent;
        const bits = Number(said.match(/: ([\\d.]+) bits/)?.[1] ?? Infinity);
        while (took.length < bounds.length && bits < bounds[took.length])
            took.push(performance.now() - began);
        if (took.length === bounds.length) resolve(took);
    });
    figure.addEventListener("livedemo:update", () => figure.querySelector("[name=train]").click());
    figure.querySelector(".ld-start").click();
})"""


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learn", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    kept = True
    print(f"{'to be better than a table of':<30}{'s':>8}{'ratio':>8}{'promised':>10}")
    with Server(chosen.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server.url}demos/{NAME}/", wait_until="networkidle")
        took = Figure(page, NAME).element.evaluate(TRAIN)
        beside = unit(browser)
        for (what, limit), ms in zip(LIMITS.items(), took, strict=True):
            kept &= ms / beside <= limit
            print(f"{what:<30}{ms / 1000:>8.1f}{ms / beside:>8.0f}{f'<= {limit}':>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
