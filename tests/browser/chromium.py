"""Finding a Chromium or Chrome to test in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MAC = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
)
# WebGPU on the processor (SwiftShader), and no traffic of the browser's own.
FLAGS = [
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--enable-features=Vulkan",
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
]


class NoBrowser(Exception):
    """No browser was found, nor could one be installed."""


def find() -> str:
    """The path of a browser: $LIVEDEMO_BROWSER, the system's, or apt's where that may be used.

    Raises:
        NoBrowser: with one sentence that says what to do.
    """
    named = os.environ.get("LIVEDEMO_BROWSER")
    if named:
        found = shutil.which(named)
        if found:
            return found
        raise NoBrowser(f"LIVEDEMO_BROWSER is {named!r}, which is no program that can be run.")
    path = _installed()
    if path is None and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", "--quiet", *command], check=False)
        path = _installed()
    if path is None:
        raise NoBrowser(
            "The browser tests need Chromium or Chrome: install one, "
            "or set LIVEDEMO_BROWSER to the path of its program."
        )
    return path


def _installed() -> str | None:
    on_path = (shutil.which(name) for name in NAMES)
    found = next((path for path in on_path if path), None)
    if found or sys.platform != "darwin":
        return found
    folders = (Path("/Applications"), Path.home() / "Applications")
    programs = (folder / name for folder in folders for name in MAC)
    return next((str(program) for program in programs if program.is_file()), None)
