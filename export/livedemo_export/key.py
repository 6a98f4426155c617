"""A model's key: a digest of everything its export depends on, found without importing torch.

It covers ``model.py`` and what it imports of its folder, of this package and of the project's
packages beside ``export/models/`` (by syntax tree, transitively), every other file of the folder
but those in `LEFT_OUT` (so a new ``train.py``, card or golden page exports nothing), the sources of
this package that decide the bytes, and the versions of the tools.
What its build() opens elsewhere stands in the manifest (`livedemo_export.reads`); what Python does
not open itself is named in model.py: ``READS = ("../other/weights.safetensors",)``.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

from livedemo_export.digest import digest
from livedemo_export.imports import imports
from livedemo_export.reads import LEFT_OUT, ROOM

PACKAGE = Path(__file__).resolve().parent

TOOLS = ("torch", "onnx", "onnxruntime", "onnxscript", "transformers")


def key(folder: Path) -> str:
    """The sha256 (hexadecimal) over all that the model in ``folder`` depends on."""
    return digest(_parts(folder))


def _parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Labels and contents, in an order that depends on neither disk nor folder's place."""
    yield "name", folder.name.encode()
    yield "export", exporter().encode()
    for tool in TOOLS:
        yield f"version of {tool}", _version(tool).encode()
    start = folder / "model.py"
    own = closure(start)
    for path in sorted({*own, *_data(folder)}):
        yield path.relative_to(folder).as_posix(), path.read_bytes()
    for package in (PACKAGE, *packages(folder)):
        for path in sorted(set().union(*(closure(file, package) for file in own)) - own):
            yield f"{package.name}/{path.relative_to(package).as_posix()}", path.read_bytes()
    for name in _reads(start):
        path = folder / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_dir():
                continue
            label = f"{name}/{file.relative_to(path).as_posix()}" if file != path else name
            # a file that isn't there is part of the key too: build() will say what it lacks
            yield f"read {label}", file.read_bytes() if file.is_file() else b"missing"


def packages(folder: Path) -> list[Path]:
    """The project's own packages, in which its models share code: folders of its ``export/``."""
    room = folder.parent.parent
    room = room if room.name == ROOM else room / ROOM  # of export/models/<name>, of demos/<name>
    found = sorted(file.parent for file in room.glob("*/__init__.py"))
    return [package for package in found if package.resolve() != PACKAGE]


@functools.cache
def exporter() -> str:
    """A digest of this package's modules that decide what an export holds."""
    return digest((path.name, path.read_bytes()) for path in sorted(closure(PACKAGE / "build.py")))


def closure(start: Path, top: Path | None = None) -> set[Path]:
    """``start`` and the files in ``top``, by default its folder, that it imports, transitively.

    ``from .name import …`` counts, and ``from folder.name import …`` with the folder's own name.
    """
    found: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting.extend(_imports(path, top or start.parent))
    return found


def _imports(path: Path, top: Path) -> Iterator[Path]:
    for each in imports(_tree(path)):
        first, *inner = each.module.split(".")
        if not each.level and first != top.name:
            continue
        target = each.target(path) if each.level else top.joinpath(*inner)
        yield from _files(target, top)
        for name in each.names:  # `from . import blocks`
            yield from _files(target / name, top)


def _files(target: Path, top: Path) -> Iterator[Path]:
    """The files that importing ``target`` runs: its module, and its packages' ``__init__``."""
    if not target.is_relative_to(top):
        return
    for package in (target, *target.parents):
        if not package.is_relative_to(top):
            break
        if (file := package / "__init__.py").is_file():
            yield file
    if (file := target.with_name(f"{target.name}.py")).is_file() and target != top:
        yield file


def _data(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in LEFT_OUT):
            continue
        if path.is_dir():
            yield from _data(path)
        elif path.is_file():
            yield path


def _reads(path: Path) -> tuple[str, ...]:
    for node in _tree(path).body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "READS" for target in node.targets
        ):
            try:
                names = ast.literal_eval(node.value)
            except ValueError:
                return ()
            return (names,) if isinstance(names, str) else tuple(map(str, names))
    return ()


@functools.lru_cache(maxsize=256)
def _parsed(source: bytes) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])  # importing it will say so, with its line


def _tree(path: Path) -> ast.Module:
    return _parsed(path.read_bytes())


@functools.cache
def _version(tool: str) -> str:
    try:
        return metadata.version(tool)
    except metadata.PackageNotFoundError:
        return "none"
