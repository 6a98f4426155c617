"""How long a reader waits from the first gesture to a live figure, beside Pyodide's own boot.

    python -m benchmarks.boot [--rounds 5] [--site site] [FIGURE …]

In each round, each in a new browser with an empty profile: `loadPyodide()` alone, from the files of
the npm package as they are; then each figure, from the click on its button to its first live
result. All come from the same server, which compresses as hosts do. Rounds interleave, so that a
busy machine is busy for all; the ratios are of medians.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.server import Server

ROOT = Path(__file__).parents[1]
PYODIDE = ROOT / "node_modules" / "pyodide"
STOCK = "stock loadPyodide()"
LIMITS = {"tokens": 0.6, "attention": 1.0}  # what the project promises, times stock
PATIENCE = 120_000  # ms for one sample

STOCK_PAGE = '<!doctype html><title>Pyodide</title><script src="page.js"></script>'
STOCK_SCRIPT = """
window.go = () => new Promise((resolve, reject) => {
  const began = performance.now();
  const worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = () => resolve(performance.now() - began);
  worker.onerror = (event) => reject(new Error(event.message));
});
"""
STOCK_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
await loadPyodide();
postMessage("ready");
"""
FIGURE_SCRIPT = """
window.go = () => new Promise((resolve, reject) => {
  const figure = document.querySelector("live-demo");
  const began = performance.now();
  new MutationObserver(() => {
    const { state } = figure.dataset;
    if (state === "live") resolve(performance.now() - began);
    if (state === "failed") reject(new Error(figure.innerText));
  }).observe(figure, { attributeFilter: ["data-state"] });
  figure.querySelector(".ld-start").click();
});
"""


def stock(folder: Path) -> Path:
    """A site that does nothing but boot Pyodide."""
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copyfile(PYODIDE / name, folder / name)
    shutil.copyfile(PYODIDE / "pyodide-lock.json", folder / "pyodide-lock.json")
    (folder / "index.html").write_text(STOCK_PAGE, "utf-8")
    (folder / "page.js").write_text(STOCK_SCRIPT, "utf-8")
    (folder / "worker.js").write_text(STOCK_WORKER, "utf-8")
    return folder


def sample(playwright: Playwright, url: str, script: str) -> float:
    """Seconds that `window.go` takes on a page, in a new browser."""
    browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
    try:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(url, wait_until="networkidle")
        took: Any = page.evaluate(f"() => {{ {script}; return window.go(); }}")
        return float(took) / 1000
    finally:
        browser.close()


def measure(site: Path, figures: list[str], rounds: int) -> dict[str, list[float]]:
    """Seconds of each round: of stock Pyodide, and of each figure on its own page."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        Server(stock(Path(temporary))) as plain,
        Server(site) as server,
        sync_playwright() as playwright,
    ):
        pages = {STOCK: (plain.url, STOCK_SCRIPT)}
        pages |= {name: (f"{server.url}demos/{name}/", FIGURE_SCRIPT) for name in figures}
        took: dict[str, list[float]] = {name: [] for name in pages}
        for number in range(rounds + 1):
            for name, (url, script) in pages.items():
                seconds = sample(playwright, url, script)
                if number:  # in the first round the server compresses, and the disk's cache fills
                    took[name].append(seconds)
        return took


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boot", description=__doc__)
    parser.add_argument("figures", nargs="*", default=list(LIMITS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    took = measure(chosen.site, chosen.figures, chosen.rounds)
    base = statistics.median(took[STOCK])
    kept = True
    print(f"{'click to live, s':<22}{'median':>8}{'best':>8}{'times stock':>13}{'promised':>10}")
    for name, seconds in took.items():
        median = statistics.median(seconds)
        ratio, limit = median / base, LIMITS.get(name)
        kept &= limit is None or ratio <= limit
        promised = "" if limit is None else f"<= {limit}"
        print(f"{name:<22}{median:>8.2f}{min(seconds):>8.2f}{ratio:>13.2f}{promised:>10}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
