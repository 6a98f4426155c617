"""Which of the project's files a ``build()`` opened, as Python's audit hook tells.

A model's key covers its folder by syntax tree; what it reads elsewhere is known after it has run,
and stands in its manifest with digests. Readers that are not Python's own are not seen:
safetensors' ``load_file`` is one.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

#: Files and folders of a model's own that its key leaves out. Python files count where they are
#: imported.
LEFT_OUT = (
    *(".*", "__pycache__", "checkpoints", "runs", "logs"),
    *("*.py", "*.pyc", "*.md", "*.html", "*.log", "*.tmp", "*~", "scores.json", "agreement.json"),
)
ROOM = "export"  # of a project; models are in its folder ``models``
_OPENED: list[set[str]] = []  # for each watch that goes on, what was opened during it


@contextlib.contextmanager
def watched() -> Iterator[set[str]]:
    """Collect the absolute paths of files that are opened for reading meanwhile."""
    _hook()
    opened: set[str] = set()
    _OPENED.append(opened)
    try:
        yield opened
    finally:
        _OPENED.remove(opened)


def digests(folder: Path, opened: Iterable[str]) -> dict[str, str]:
    """Of the files that the model in ``folder`` opened, those that its key does not cover.

    Path relative to the folder -> sha256, "" for one that is not there. Python files, what is
    installed, hidden files and files outside of the project don't count.
    """
    folder = folder.resolve()
    root = folder.parents[2] if folder.parents[1].name == ROOM else folder.parents[1]
    installed = [Path(path) for path in (sys.prefix, sys.base_prefix)]
    names = set()
    for each in opened:
        path = Path(os.path.realpath(Path(each).parent), Path(each).name)
        if not path.is_relative_to(root) or path.suffix in {".py", ".pyc"} or path.is_dir():
            continue
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        if any(path.is_relative_to(place) for place in installed):
            continue
        if not path.is_relative_to(folder) or _left_out(path.relative_to(folder)):
            names.add(Path(os.path.relpath(path, folder)).as_posix())
    return {name: _sha256(folder / name) for name in sorted(names)}


def unchanged(folder: Path, reads: Mapping[str, str]) -> bool:
    """Whether the files that a manifest names are what they were."""
    return all(_sha256(folder / name) == sha256 for name, sha256 in reads.items())


def _left_out(path: Path) -> bool:
    return any(fnmatch(part, pattern) for part in path.parts for pattern in LEFT_OUT)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


@functools.cache
def _hook() -> None:
    """Set the hook, once: none can be taken away."""

    def opening(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not _OPENED:
            return
        path, _, flags = arguments
        reads = not isinstance(flags, int) or flags & (os.O_WRONLY | os.O_RDWR) == 0
        if reads and isinstance(path, str | bytes | os.PathLike):
            absolute = str(Path(os.fsdecode(path)).absolute())
            for opened in _OPENED:
                opened.add(absolute)

    sys.addaudithook(opening)
