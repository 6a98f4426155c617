"""The project's own Python for the browser, compiled in advance: what each figure imports first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from livedemo_site.runtime_build.archive import read_zip, write_zip
from livedemo_site.runtime_build.interpreter import Tree, compiled

HERE = Path(__file__).parent
RUNTIME = HERE.parent / "runtime"
LIVEDEMO = HERE.parents[1] / "livedemo"
WORKER = HERE.parent / "browser" / "worker" / "worker.py"
ARCHIVE = "livedemo.zip"  # in the runtime's folder; with its key, it goes into a site's bundle
KEY = "livedemo.json"
SEEN_AS = "/lib/livedemo.zip"  # where tracebacks say that the files are


def sources() -> dict[str, bytes]:
    """The files as they stand in a bundle: name -> content."""
    paths = (*LIVEDEMO.rglob("*.py"), *(LIVEDEMO / "views").rglob("*.html"))
    kept = {f"livedemo/{p.relative_to(LIVEDEMO).as_posix()}": p for p in paths}
    return {n: p.read_bytes() for n, p in sorted({**kept, "livedemo_worker.py": WORKER}.items())}


def precompiled() -> dict[str, bytes] | None:
    """`sources`, each `.py` as `.pyc` for the reader's Python; None if they were edited since."""
    try:
        key = json.loads((RUNTIME / KEY).read_text("utf-8"))["sources"]
    except FileNotFoundError:
        return None
    return read_zip(RUNTIME / ARCHIVE) if key == digest(sources().items()) else None


def compile_own(pyodide: Path) -> None:
    """Compile `sources` with Pyodide (the npm package's folder).

    Docstrings and asserts stay: a dataclass without a docstring makes one, slowly, at import.
    """
    files = sources()
    made = compiled(pyodide, {"own": Tree(files, SEEN_AS)})
    write_zip(RUNTIME / ARCHIVE, made["own"])
    (RUNTIME / KEY).write_text(json.dumps({"sources": digest(files.items())}) + "\n", "utf-8")


def digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """One sha256 over named contents, in their order."""
    running = hashlib.sha256()
    for name, content in parts:
        running.update(f"{name}\0{len(content)}\0".encode() + content)
    return running.hexdigest()
