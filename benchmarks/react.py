"""How long a live figure takes from a changed control to the changed picture.

    python -m benchmarks.react [--rounds 30] [--site site] [FIGURE …]

Every demo of the project, on its own page, warmed up. Each round changes one of its controls by the
events that a reader's hand causes, to a state that was not seen before, and waits until the new
result is in the page and the next frame begins. A figure that streams is timed to its first frame.
The median is judged in times of what a known piece of work takes in the same browser (see
`benchmarks.beside`). The last column is the longest task of the page's main thread in a second
pass, in processor time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livedemo import Choice, Slider, Text, Toggle
from livedemo.controls import Control
from livedemo.demo import Demo
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.beside import unit
from tests.browser.chapter import ROOT, demos
from tests.browser.chromium import FLAGS, find
from tests.browser.server import Server
from tests.browser.tasks import watched

WITHOUT, WITH = (
    2,
    3,
)  # times the work beside it that we promise, without a graph to run and with one
WARM = 20  # rounds before the clock counts: engines compile what runs often
WATCHED = 10  # rounds of the second pass
PATIENCE = 120_000  # ms for one round, the start of Python included
WORD = re.compile(r"[^\W\d_]+")
ENGLISH = ROOT / "export/models/glove/words.txt"

# The answer of null: nothing changed that can be seen.
CHANGE = """(figure, [name, value]) => new Promise((resolve) => {
    const result = figure.querySelector("[data-result]");
    const control = figure.querySelector(`form [name="${name}"]`);
    const before = result.innerHTML;
    let began = 0;
    const shown = () => requestAnimationFrame(() =>
        resolve(result.innerHTML === before ? null : performance.now() - began));
    figure.addEventListener("livedemo:render", shown, { once: true });
    began = performance.now();
    if (control.type === "checkbox") return control.click();
    control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
})"""
# A run that has shown its answer is over; a stream goes on, and makes way for the next change.
REST = "() => new Promise((resolve) => requestIdleCallback(() => setTimeout(resolve, 50)))"

Change = tuple[str, Any]


def texts(text: Text, default: str) -> Iterator[str]:
    """Ever new texts that are built like the demo's own: its sentences, with its words anew.

    Where one word is asked for, any frequent one of English.
    """
    own = list(dict.fromkeys([default, *text.choices().values()]))
    words = sorted({word for line in own for word in WORD.findall(line)})
    if all(WORD.fullmatch(line) for line in own):
        words = [word for word in ENGLISH.read_text().splitlines() if WORD.fullmatch(word)]
    dice = random.Random(0)
    while True:
        for line in own:
            yield WORD.sub(lambda _: dice.choice(words), line)[: text.max_characters]


def values(control: Control, default: Any) -> Iterator[Any]:
    """What a reader may set a control to, over and over; nothing for what is no such control."""
    if isinstance(control, Text):
        yield from texts(control, default)
    if isinstance(control, Slider | Choice | Toggle):
        listed = list(control.states())
        if isinstance(control, Slider) and not listed:
            listed = [control.low, (control.low + control.high) / 2, control.high]
        dice = random.Random(0)
        while True:
            yield from dice.sample(listed, len(listed))


def changes(demo: Demo) -> Iterator[Change]:
    """One control after another, each to a new value, and never twice to the same state."""
    state = dict(demo.defaults)
    turns = {name: values(control, state[name]) for name, control in demo.controls.items()}
    seen = {json.dumps(state)}
    vain = 0
    while turns and vain < 1000:
        for name in list(turns):
            value = next(turns[name], None)
            if value is None:
                del turns[name]
                continue
            state[name] = value
            vain += 1
            if (key := json.dumps(state)) not in seen:
                seen.add(key)
                vain = 0
                yield name, value


@dataclass
class Reaction:
    """What was measured of one figure: times in ms, and how many changes showed nothing."""

    backend: str
    times: list[float]
    unseen: int
    longest: float

    @property
    def limit(self) -> int:
        """The promise, in times of the work beside it."""
        return WITHOUT if self.backend == "python" else WITH


def measure(page: Page, url: str, name: str, demo: Demo, rounds: int) -> Reaction:
    """Change the controls of a demo on its own page."""
    page.goto(url, wait_until="networkidle")
    element = page.locator(f'live-demo[name="{name}"]')
    element.evaluate("figure => figure.start()")
    todo = changes(demo)

    def go(most: int) -> list[float | None]:
        took: list[float | None] = []
        while len(took) < most and (change := next(todo, None)):
            took.append(element.evaluate(CHANGE, list(change)))
            page.evaluate(REST)
        return took

    go(WARM)
    took = go(rounds)
    times = [ms for ms in took if ms is not None]
    with watched(page) as tasks:
        go(WATCHED)
    backend = element.get_attribute("data-backend") or ""
    return Reaction(backend, times, len(took) - len(times), tasks.longest)


def report(browser: Browser, url: str, wanted: dict[str, Demo], rounds: int) -> bool:
    """Measure and print, a line for each demo; whether the promises are kept."""
    head = (
        "change to frame, ms",
        "median",
        "90 %",
        "changes",
        "ratio",
        "promised",
        "runs on",
        "task",
    )
    print("{:<24}{:>8}{:>8}{:>9}{:>8}{:>10}{:>9}{:>8}".format(*head))
    kept = True
    for name, demo in wanted.items():
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        seen = measure(page, f"{url}demos/{name}/", name, demo, rounds)
        page.close()
        if len(seen.times) < 2:
            print(f"{name:<24}{'no control that a bench can change shows anything':>50}")
            kept = False
            continue
        median, most = statistics.median(seen.times), statistics.quantiles(seen.times, n=10)[-1]
        ratio = median / unit(browser)
        kept &= ratio <= seen.limit
        print(
            f"{name:<24}{median:>8.0f}{most:>8.0f}{len(seen.times):>9}{ratio:>8.1f}"
            f"{f'<= {seen.limit}':>10}"
            f"{seen.backend:>9}{seen.longest:>8.0f}"
        )
    return kept


def main() -> int:
    """Measure and print; gives 1 where a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.react", description=__doc__)
    parser.add_argument("figures", nargs="*")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    chosen = parser.parse_args()
    wanted = {name: demos()[name] for name in chosen.figures} or demos()
    with Server(chosen.site) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        return 0 if report(browser, server.url, wanted, chosen.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
