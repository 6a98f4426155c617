"""The npm packages of `package-lock.json`, in `node_modules` at the project's root."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from livedemo_site.runtime_build.node import find_node

STAMP = ".livedemo.json"


def install(root: Path, *, dev: bool = False) -> Path:
    """`npm ci`, unless `node_modules` is current; gives its folder.

    `dev` adds what tests and checks use. Install scripts never run: none is needed.
    """
    folder = root / "node_modules"
    wanted = {"lock": hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()}
    has: dict[str, Any] = {}
    if (folder / STAMP).exists():
        has = json.loads((folder / STAMP).read_text("utf-8"))
    if has.get("lock") != wanted["lock"] or (dev and not has.get("dev")):
        only = [] if dev else ["--omit=dev"]
        find_node().run_npm(["ci", "--ignore-scripts", *only], cwd=root)
        (folder / STAMP).write_text(json.dumps({**wanted, "dev": dev}) + "\n", "utf-8")
    return folder


def version(folder: Path, package: str) -> str:
    """The installed version of an npm package."""
    found: str = json.loads((folder / package / "package.json").read_text("utf-8"))["version"]
    return found
