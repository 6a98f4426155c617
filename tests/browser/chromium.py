"""The browser that tests use: what `livedemo test` finds, or else apt's where that may be used."""

from __future__ import annotations

import os

from livedemo_site.testing import chromium
from livedemo_site.testing.chromium import FLAGS, NoBrowser

from tests.browser.packages import fetch

__all__ = ["FLAGS", "NoBrowser", "find"]


def find() -> str:
    """The path of a browser. `NoBrowser` with one sentence that says what to do."""
    if not os.environ.get(chromium.VARIABLE) and not chromium.installed():
        fetch("chromium")
    return chromium.find()
