"""The runtime's files: the same bytes from the same versions, no address, no missing licence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from livedemo_site.runtime_build import RUNTIME, build
from livedemo_site.runtime_build.archive import read_zip, write_zip
from livedemo_site.runtime_build.interpreter import Tree, compiled
from livedemo_site.runtime_build.node import NodeError, find_node

ROOT = Path(__file__).parents[2]
SOURCE = (
    b'"""Letters."""\nSETS = {"b", "a"} | {1}\n\n\ndef f(x):\n    assert x in {"u", "v", "w"}\n'
)


def test_a_current_runtime_is_left_alone() -> None:
    said: list[str] = []
    assert build(say=said.append) == RUNTIME
    assert said == []


def test_bytecode_is_the_same_each_time() -> None:
    pyodide = ROOT / "node_modules" / "pyodide"
    trees = {
        "kept": Tree({"a/b.py": SOURCE, "a/b.html": b"<p>"}, "/x.zip"),
        "bare": Tree({"b.py": SOURCE}, "/x.zip", optimise=2),
    }
    first, second = compiled(pyodide, trees), compiled(pyodide, trees)
    assert first == second
    assert first["kept"].keys() == {"a/b.pyc", "a/b.html"}
    assert b"Letters." in first["kept"]["a/b.pyc"]
    assert b"Letters." not in first["bare"]["b.pyc"]
    assert b"/x.zip/a/b.py" in first["kept"]["a/b.pyc"]


def test_an_archive_depends_on_its_contents_alone(tmp_path: Path) -> None:
    files = {"b.txt": b"2", "a/c.txt": b"1"}
    for name in ("one.zip", "two.zip"):
        write_zip(tmp_path / name, dict(reversed(files.items())) if name == "two.zip" else files)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert read_zip(tmp_path / "one.zip") == files


def test_files_are_small_enough_for_any_host_and_licences_are_there() -> None:
    files = {p.relative_to(RUNTIME).as_posix(): p for p in RUNTIME.rglob("*") if p.is_file()}
    assert max(path.stat().st_size for path in files.values()) <= 25 * 2**20
    bundled = ("pyodide", "python", "onnxruntime-web", "jinja2", "markupsafe", "idiomorph")
    for name in bundled:
        assert files[f"licences/{name}.txt"].stat().st_size > 500
    described = json.loads(files["runtime.json"].read_text("utf-8"))
    assert described["versions"]["pyodide"] == "314.0.7"
    assert described["files"]["ort/wasm.wasm"]["bytes"] == files["ort/wasm.wasm"].stat().st_size


def test_no_source_map_is_promised() -> None:
    for path in RUNTIME.rglob("*.js"):
        assert b"sourceMappingURL=" not in path.read_bytes()[-200:], path


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert not re.search(r"registry|\.tgz", lock)
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text("utf-8")


def test_what_node_says_is_passed_on(tmp_path: Path) -> None:
    with pytest.raises(NodeError, match=r"failed with status 3:\n(.|\n)*no such thing"):
        find_node().run(["-e", "console.error('no such thing'); process.exit(3)"], cwd=tmp_path)
