"""Building the small sites beside this file with the real command, each in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BASE = HERE / "base"
CASES = sorted(p.name for p in HERE.iterdir() if (p / "docs").is_dir() and p != BASE)


def make(case: str, target: Path) -> Path:
    """Copy a case to ``target``; what it lacks comes from ``base``."""
    ignored = shutil.ignore_patterns("__pycache__", ".livedemo", "site")
    for source in (BASE, HERE / case):
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignored)
    return target


def build(
    root: Path, *arguments: str, path: Path | None = None, store: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``mkdocs build``; ``path`` is a folder whose modules come before all others.

    ``store`` takes the place of the project's own.
    """
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("LIVEDEMO_STORE", None)
    if store:
        environment["LIVEDEMO_STORE"] = str(store)
    if path:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
