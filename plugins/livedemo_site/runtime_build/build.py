"""Make `plugins/livedemo_site/runtime/`: all that a reader's browser needs, in one folder."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version as python_version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from filelock import FileLock, Timeout
from livedemo_export.digest import digest

from livedemo_site.runtime_build import cut, packages, vendor
from livedemo_site.runtime_build.archive import write_packed
from livedemo_site.runtime_build.own import (
    HERE,
    LIVEDEMO,
    RUNTIME,
    compile_own,
    precompiled,
)

DESCRIPTION = "runtime.json"
WORK = RUNTIME.with_name("runtime-work")  # on the same disk, so that folders can be moved


def build(*, dev: bool = False, say: Callable[[str], None] = print) -> Path:
    """Make the runtime where it is not current, and give its folder.

    Works in the source tree only, where `package-lock.json` is. `dev`: the npm packages of checks
    too. The bytes follow from versions and sources alone. One process does it, any others wait.
    """
    root = HERE.parents[2]
    if not (root / "package-lock.json").exists():
        raise FileNotFoundError(f"{root} is no source tree of livedemo: no package-lock.json")
    with _alone(say):
        node_modules = packages.install(root, dev=dev)
        inputs = _inputs(root)
        if _description().get("inputs") != inputs:
            say("livedemo: making the browser's runtime (a minute, once)")
            with TemporaryDirectory(dir=WORK) as temporary:
                new = Path(temporary) / "runtime"  # the temporary folder itself is private
                versions = _make(node_modules, new)
                described = {"inputs": inputs, "versions": versions, "files": _weighed(new)}
                (new / DESCRIPTION).write_text(_text(described), "utf-8")
                _exchange(new, Path(temporary) / "old")
        if precompiled() is None:
            say("livedemo: compiling its Python for the browser")
            compile_own(node_modules / "pyodide")
    return RUNTIME


@contextmanager
def _alone(say: Callable[[str], None]) -> Iterator[None]:
    """Be the only process that makes the runtime, and remove what one that was killed has left."""
    WORK.mkdir(exist_ok=True)
    lock = FileLock(WORK / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        say("livedemo: waiting for another process that makes the browser's runtime")
        lock.acquire()
    try:
        for left in WORK.glob("tmp*"):
            shutil.rmtree(left)
        yield
    finally:
        lock.release()


def _exchange(new: Path, old: Path) -> None:
    """Move the new runtime to its place; who is killed here leaves a whole one, or none."""
    if RUNTIME.exists():
        RUNTIME.rename(old)
    new.rename(RUNTIME)


def _make(node_modules: Path, target: Path) -> dict[str, str]:
    """Everything but our own Python; gives the versions of what is in it."""
    pyodide = node_modules / "pyodide"
    vendor.copy(node_modules, target)
    info = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))["info"]
    with (target / "pyodide" / "pyodide.js").open("a", encoding="utf-8") as loader:
        # An index without packages, at hand: one request less.
        loader.write(f"export const lock = {json.dumps({'info': info, 'packages': {}})};\n")
    made = cut.make(pyodide, LIVEDEMO)
    write_packed(target / "python" / "stdlib.zip.gz", made.stdlib)
    write_packed(target / "python" / "rest.zip.gz", made.rest)
    (target / "modules.json").write_text(_text(made.modules), "utf-8")
    return {
        "python": info["python"],
        **{name: python_version(name) for name in cut.PACKAGES},
        **{name: packages.version(node_modules, name) for name in vendor.PACKAGES},
    }


def _inputs(root: Path) -> str:
    """The digest of what the runtime is made from: versions, this code, what livedemo imports."""
    code = [path for path in sorted(HERE.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return digest(
        [
            ("lock", (root / "package-lock.json").read_bytes()),
            *((name, python_version(name).encode()) for name in cut.PACKAGES),
            *((path.name, path.read_bytes()) for path in code),
            ("imports", " ".join(sorted(cut.standard_imports(LIVEDEMO))).encode()),
        ]
    )


def _weighed(folder: Path) -> dict[str, dict[str, int]]:
    """Each file's size: as it is, and as it travels where the server compresses."""
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
    return {
        name: {"bytes": len(content), "gzip": len(gzip.compress(content, 9, mtime=0))}
        for name, content in sorted(files.items())
    }


def _description() -> dict[str, Any]:
    path = RUNTIME / DESCRIPTION
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def _text(content: object) -> str:
    return json.dumps(content, indent=1) + "\n"
