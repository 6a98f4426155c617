"""The code of demos and models, as pages fetch it when a reader asks: texts by name, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from livedemo_export.find import find_model
from livedemo_export.key import closure, packages

from livedemo_site.demos.discovery import Found

SHOWN = {".py", ".html"}  # what a demo is made of; its style and its data are not shown


def of_demo(found: Found) -> bytes:
    """The code in a demo's own folder, ``demo.py`` first."""
    files = [path for path in found.files if path.suffix in SHOWN]
    own = [path for path in files if path.is_relative_to(found.folder)]
    return _texts(sorted(own, key=lambda path: (path.name != "demo.py", path)), found.folder)


def of_model(root: Path, name: str) -> bytes:
    """A model's ``model.py``, and what it imports of the project's own, named from its ``root``."""
    folder = find_model(root, name)
    if folder is None:
        return _texts([], root)
    start = folder / "model.py"
    own = closure(start)
    shared = {
        path
        for package in packages(folder)
        for file in own
        for path in closure(file, package) - own
        if path.stat().st_size
    }
    return _texts([start, *sorted(own - {start}), *sorted(shared)], root)


def _texts(files: Iterable[Path], top: Path) -> bytes:
    texts = {path.relative_to(top).as_posix(): path.read_text("utf-8") for path in files}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":")).encode()
