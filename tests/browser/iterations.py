"""How far a figure has come that says so while it runs: “after 250 iterations of 1,000”."""

from __future__ import annotations

import re

from tests.browser.figure import Figure


def done(figure: Figure) -> int:
    """Iterations so far; 0 where the run has not begun, or is over."""
    found = re.search(r"after ([\d,]+) iterations of", figure.said)
    return int(found[1].replace(",", "")) if found else 0


def reached(figure: Figure, least: int, press: str = "") -> None:
    """Wait until the figure has done so many, and ``press`` one of its buttons at that moment."""
    figure.page.wait_for_function(
        """([figure, least, press]) => {
            const said = figure.querySelector("[data-say]").textContent;
            const [, done] = said.match(/after ([\\d,]+) iterations of/) ?? ["", "0"];
            if (Number(done.replace(",", "")) < least) return false;
            if (press) figure.querySelector(press).click();
            return true;
        }""",
        arg=[figure.element.element_handle(), least, press],
    )
