"""The browser that tests use: what `livedemo test` finds, or else apt's where that may be used."""

from __future__ import annotations

import os
import shutil
import subprocess

from livedemo_site.testing import chromium
from livedemo_site.testing.chromium import FLAGS, NoBrowser

__all__ = ["FLAGS", "NoBrowser", "find"]


def find() -> str:
    """The path of a browser. `NoBrowser` with one sentence that says what to do."""
    missing = not os.environ.get(chromium.VARIABLE) and not chromium.installed()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", "--quiet", *command], check=False)
    return chromium.find()
