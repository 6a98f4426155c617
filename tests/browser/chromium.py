"""The browser that tests use: what `livedemo test` finds, or else apt's where that may be used."""

from __future__ import annotations

import os

from livedemo_site.testing import chromium
from livedemo_site.testing.chromium import FLAGS, NoBrowser

from tests.browser.packages import fetch

__all__ = ["FLAGS", "QUICK", "NoBrowser", "find"]

#: Wasm is compiled once and not again for speed, which takes more than half of what a short visit
#: computes. What computes for long is tested with `FLAGS` alone.
QUICK = [*FLAGS, "--js-flags=--liftoff-only"]


def find() -> str:
    """The path of a browser. `NoBrowser` with one sentence that says what to do."""
    if not os.environ.get(chromium.VARIABLE) and not chromium.installed():
        fetch("chromium")
    return chromium.find()
