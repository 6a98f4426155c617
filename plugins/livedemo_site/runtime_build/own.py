"""The project's own Python for the browser, compiled in advance: what each figure imports first."""

from __future__ import annotations

import io
from pathlib import Path

from livedemo_export.digest import digest
from livedemo_export.store import write

from livedemo_site.runtime_build.archive import comment, read_zip, write_zip
from livedemo_site.runtime_build.interpreter import Tree, compiled

HERE = Path(__file__).parent
RUNTIME = HERE.parent / "runtime"
LIVEDEMO = HERE.parents[1] / "livedemo"
WORKER = HERE.parent / "browser" / "worker" / "worker.py"
ARCHIVE = "livedemo.zip"  # in the runtime's folder; its comment is the digest of its sources
SEEN_AS = "/lib/livedemo.zip"  # where tracebacks say that the files are


def sources() -> dict[str, bytes]:
    """The files as they stand in a bundle: name -> content."""
    paths = (*LIVEDEMO.rglob("*.py"), *(LIVEDEMO / "views").rglob("*.html"))
    kept = {f"livedemo/{p.relative_to(LIVEDEMO).as_posix()}": p for p in paths}
    return {n: p.read_bytes() for n, p in sorted({**kept, "livedemo_worker.py": WORKER}.items())}


def precompiled() -> dict[str, bytes] | None:
    """`sources`, each `.py` as `.pyc` for the reader's Python; None if they were edited since."""
    try:
        data = (RUNTIME / ARCHIVE).read_bytes()  # once: another build may be replacing it
    except FileNotFoundError:
        return None
    if comment(data) != digest(sources().items()):
        return None
    return read_zip(data)


def compile_own(pyodide: Path) -> None:
    """Compile `sources` with Pyodide (the npm package's folder).

    Docstrings and asserts stay: a dataclass without a docstring makes one, slowly, at import.
    """
    files = sources()
    made = compiled(pyodide, {"own": Tree(files, SEEN_AS)})
    archive = io.BytesIO()
    write_zip(archive, made["own"], comment=digest(files.items()))
    write(RUNTIME / ARCHIVE, archive.getvalue())
