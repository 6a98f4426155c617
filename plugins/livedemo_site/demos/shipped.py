"""Which files of a demo go to the browser, and stand in its digest: all that it may read.

That is everything in its folder, and in the folders of ``demos/`` that it shares, but for what is
made (caches), hidden, or there for the build: ``expected.html``, ``model.py`` and ``train.py`` with
what only they import or name, and Python files that import what no browser has.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from livedemo_export.imports import imports
from livedemo_export.key import closure

from livedemo_site.demos.imports import BUILD_ONLY, HAD, STANDARD, Imports

_NOT_DATA = ("expected.html",)
_MADE = ("__pycache__", "checkpoints", "runs", "logs")
_ENDINGS = (".pyc", ".pyo", ".tmp", "~")


def shipped(folder: Path, imported: Imports, wheels: frozenset[str]) -> tuple[Path, ...]:
    """These files: first those that ``demo.py`` imports, in their order, then others, sorted."""
    room = folder.parent
    build = _build_only(folder) - set(imported.files)
    unread = _names(build) - _names(imported.files)
    more = {path for path in _files(folder) if path not in build and path.name not in unread}
    for name in imported.shared:
        top = room / name
        more.update(_files(top) if top.is_dir() else [top])
    others = (path for path in more - set(imported.files) if _runs(path, wheels))
    return (*imported.files, *sorted(others))


def name(path: Path, folder: Path) -> str:
    """What a file is called in its demo's digest: relative to the demo's folder."""
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return f"../{path.relative_to(folder.parent).as_posix()}"


def _files(top: Path) -> Iterator[Path]:
    for path in top.iterdir():
        if path.name.startswith(".") or path.name.endswith(_ENDINGS):
            continue
        if path.is_dir():
            if path.name not in _MADE:
                yield from _files(path)
        elif path.is_file() and path.name not in _NOT_DATA:
            yield path


def _build_only(folder: Path) -> set[Path]:
    starts = (folder / f"{each}.py" for each in BUILD_ONLY)
    return set().union(*(closure(start) for start in starts if start.is_file()))


def _names(files: Iterable[Path]) -> set[str]:
    """The last parts of all texts in Python files: what they may open."""
    texts = (
        node.value
        for file in files
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text.rpartition("/")[2] for text in texts}


def _runs(path: Path, wheels: frozenset[str]) -> bool:
    """Whether a file is no Python file, or one that a browser could run."""
    if path.suffix != ".py":
        return True
    names = (each.module.partition(".")[0] for each in imports(_tree(path)) if not each.level)
    return all(each in HAD | STANDARD | wheels for each in names)


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return ast.Module([], [])  # it is data, or importing it will say so
