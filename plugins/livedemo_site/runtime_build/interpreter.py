"""Pyodide in Node, as a tool of the build: it alone can write bytecode for the reader's Python."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from livedemo_site.runtime_build.node import find_node

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Tree:
    """Python files to compile together.

    `files`: name in the archive -> source; `seen_as`: the path a traceback shows before the name;
    `optimise`: 0 keeps asserts and docstrings, 2 drops both.
    """

    files: Mapping[str, bytes]
    seen_as: str
    optimise: int = 0


def imported(
    pyodide: Path, names: Sequence[str], packages: Mapping[str, bytes]
) -> list[tuple[str, str]]:
    """What is loaded after Pyodide's boot and `import` of each of `names`: (module, its file).

    `packages`: further Python files (name -> source) that may be imported.
    """
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        _write(work / "packages", packages)
        call = f"found = imported(['/work/packages'], {list(names)!r})"
        said = _run(pyodide, work, f"{call}\nimport json\njson.dumps(found)")
        return [(name, file) for name, file in json.loads(said)]


def compiled(pyodide: Path, trees: Mapping[str, Tree]) -> dict[str, dict[str, bytes]]:
    """Compile each tree; gives for each its files, `.py` replaced by `.pyc`, others as they are."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        calls = []
        for number, tree in enumerate(trees.values()):
            source, target = f"source{number}", f"target{number}"
            _write(work / source, tree.files)
            (work / target).mkdir()
            arguments = (f"/work/{source}", f"/work/{target}", tree.seen_as, tree.optimise)
            calls.append(f"compile_tree(*{arguments!r})")
        _run(pyodide, work, "\n".join(calls))
        return {
            name: {
                **{n: c for n, c in tree.files.items() if not n.endswith(".py")},
                **_read(work / f"target{number}"),
            }
            for number, (name, tree) in enumerate(trees.items())
        }


def _run(pyodide: Path, work: Path, calls: str) -> str:
    python = f"{(HERE / 'inside.py').read_text('utf-8')}\n{calls}\n"
    job = json.dumps({"work": str(work), "python": python})
    return find_node().run([str(HERE / "inside.mjs"), str(pyodide)], cwd=work, stdin=job)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _read(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
