"""Every demo in browsers of other makes, beside Chromium: does it show what was built, how soon?

    python -m benchmarks.engines [--site site] [DEMO …]

Each demo's own page is opened in each engine that the machine has, or can get from Debian's
packages, and its figure is started; a training runs to the end of its first press. Printed are
seconds from start to answer in Chromium, and how many times as long the others take. No time is
promised; what is shown must be what the build showed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from livedemo_site.testing.compare import difference
from playwright.sync_api import sync_playwright

from tests.browser.chapter import NAMES, ROOT
from tests.browser.chromium import FLAGS, find
from tests.browser.engines import ENGINES, LIVE, Engine
from tests.browser.server import Server
from tests.browser.test_engines import READY

Ask = Callable[[str], Any]  # an address -> what `LIVE` gives


@contextmanager
def chromium() -> Iterator[Ask]:
    """Chromium, each page in a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)

        def ask(url: str) -> Any:
            with browser.new_context(service_workers="block") as context:
                page = context.new_page()
                page.goto(url)
                page.evaluate(READY)
                return page.evaluate(LIVE)

        yield ask
        browser.close()


def asking(engine: Engine) -> Ask:
    """One of the others."""

    def ask(url: str) -> Any:
        engine.open(url)
        engine.run(READY)
        return engine.run(LIVE)

    return ask


def main() -> None:
    """Measure, print, and exit with 1 where anything was shown that the build did not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="DEMO", default=NAMES)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    options = parser.parse_args()
    wrong = False
    with ExitStack() as stack, Server(options.site) as server:
        asked = {"chromium": stack.enter_context(chromium())}
        for name, start in ENGINES.items():
            try:
                asked[name] = asking(stack.enter_context(start()))
            except FileNotFoundError as missing:
                print(f"{name}: {missing}")
        ratios: dict[str, list[float]] = {name: [] for name in asked}
        for demo in options.names:
            cells, beside = [f"{demo:24}"], 0.0
            for name, ask in asked.items():
                answer = ask(f"{server.url}demos/{demo}/")
                beside = beside or answer["ms"]
                ratios[name].append(answer["ms"] / beside)
                found = difference(answer["built"], answer["live"])
                same = answer["state"] == "live" and found is None
                wrong = wrong or not same
                time = f"{beside / 1000:.1f} s" if name == "chromium" else f"{ratios[name][-1]:.1f}"
                cells.append(f"{name} {time}{'' if same else f' DIFFERS: {found}'}")
            print("  ".join(cells), flush=True)
        for name in list(asked)[1:]:
            print(f"{name}: {statistics.median(ratios[name]):.1f} times as long, in the middle")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
