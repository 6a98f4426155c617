"""Python boots in a worker, quickly fails where it must, and shows a demo's own lines."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from livedemo_site.runtime_build import RUNTIME, Modules, precompiled
from livedemo_site.runtime_build.archive import write_zip

from tests.browser.server import Server
from tests.runtime.conftest import Ask

RENDER = """
from jinja2 import Environment
Environment(autoescape=True).from_string("<p>{{ (said + '!')|upper }}</p>").render(said="a < b")
"""


def test_renders_a_template_from_five_files(ask: Ask, server: Server) -> None:
    assert ask(server, python=RENDER) == {"value": "<p>A &lt; B!</p>"}
    assert sorted(path for path in server.requests if "/runtime/" in path) == [
        "/runtime/pyodide/pyodide.asm.js",
        "/runtime/pyodide/pyodide.asm.wasm",
        "/runtime/pyodide/pyodide.js",
        "/runtime/python/stdlib.zip.gz",
    ]


def test_a_server_may_not_know_wasm(ask: Ask, server: Server) -> None:
    server.types[".wasm"] = "application/octet-stream"
    assert ask(server, python="1 + 1") == {"value": 2}


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "missing.wasm"])
def test_the_page_may_compile_python_or_fail_to(ask: Ask, server: Server, file: str) -> None:
    answer = ask(server, python="1 + 1", code=f"runtime/pyodide/{file}")
    assert answer == {"value": 2}
    assert server.requests.count("/runtime/pyodide/pyodide.asm.wasm") == 1


def test_every_module_of_the_cut_can_be_imported(ask: Ask, server: Server) -> None:
    names = sorted(Modules.read(RUNTIME / "modules.json").cut)
    code = f"""
import importlib, json
failed = {{}}
for name in {names!r}:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed[name] = repr(error)
json.dumps(failed)
"""
    assert json.loads(ask(server, python=code)["value"]) == {}


def test_a_module_outside_the_cut(ask: Ask, server: Server) -> None:
    modules = Modules.read(RUNTIME / "modules.json")
    assert modules.where("statistics") == "rest"
    assert modules.where("math") == modules.where("collections.abc.Mapping") == "cut"
    assert modules.where("numpy") is None
    code = """
import encodings.cp1250, importlib.metadata, json.tool, lzma, ssl, statistics, zoneinfo
str(statistics.median([3, 1, 2])) + "é".encode("cp1250").hex()
"""
    error = ask(server, python=code)["error"]
    assert "ModuleNotFoundError: No module named 'encodings.cp1250'" in error["message"]
    assert ask(server, python=code, rest=True) == {"value": "2e9"}


def test_a_traceback_shows_the_demos_own_line(ask: Ask, server: Server, root: Path) -> None:
    lines = b"def first(values):\n    return values[0]  # the line to show\n"
    write_zip(root / "demos.zip", {"demos/letters/demo.py": lines})
    code = """
import sys, traceback
sys.path.insert(0, "/lib/demos.zip/demos/letters")
import demo
try:
    demo.first([])
except IndexError:
    said = traceback.format_exc()
said
"""
    said = ask(server, python=code, archives=["demos.zip"])["value"]
    assert 'File "/lib/demos.zip/demos/letters/demo.py", line 2, in first' in said
    assert "    return values[0]  # the line to show\n" in said


def test_modules_look_as_from_files(ask: Ask, server: Server) -> None:
    code = """
import asyncio, enum, inspect, json
str([json.__file__, json.decoder.__spec__.origin, json.__package__, json.decoder.__package__,
     asyncio.__path__, inspect.getfile(enum.Enum)])
"""
    folder = "/lib/python314.zip"
    assert ask(server, python=code)["value"] == str(
        [
            f"{folder}/json/__init__.pyc",
            f"{folder}/json/decoder.pyc",
            "json",
            "json",
            [],
            f"{folder}/enum.pyc",
        ]
    )


def test_faults_in_templates_and_code_are_told_as_such(ask: Ask, server: Server) -> None:
    code = """
import traceback
from jinja2 import Environment

said = []
for faulty in (
    lambda: Environment().from_string("{{ 1 / 0 }}").render(),
    lambda: Environment().from_string("{% for %}"),
    lambda: compile("retrun 1", "demo.py", "exec"),
    lambda: unkown,
    lambda: int("x" * 5000),
):
    try:
        faulty()
    except Exception as error:
        said.append(traceback.format_exception(error)[-1].partition(":")[0].strip())
" ".join(said)
"""
    kinds = (
        "ZeroDivisionError jinja2.exceptions.TemplateSyntaxError SyntaxError NameError ValueError"
    )
    assert ask(server, python=code) == {"value": kinds}


def test_our_own_package_comes_compiled(ask: Ask, server: Server, root: Path) -> None:
    files = precompiled()
    assert files is not None, "run `python -m livedemo_site.runtime_build`"
    assert "livedemo_worker.pyc" in files
    write_zip(root / "own.zip", files)
    code = "import sys; sys.modules['livedemo_worker'].Demo.__module__ + livedemo.views.__file__"
    imports = ["livedemo", "livedemo_worker"]
    answer = ask(server, python=code, archives=["own.zip"], imports=imports)
    assert answer == {"value": "livedemo.demo/lib/own.zip/livedemo/views/__init__.pyc"}
    error = ask(server, python=code, archives=["no.zip"])["error"]
    assert error["kind"] == "file"
    assert (error["cause"], error["values"]) == ("missing", {"file": "no.zip", "status": "404"})
    error = ask(server, python=code, archives=["own.zip"], imports=["livedemo.nothing"])["error"]
    assert (error["kind"], error["cause"]) == ("browser", "start")
    assert "No module named 'livedemo.nothing'" in error["detail"]


@pytest.mark.parametrize(
    "file", ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "stdlib.zip.gz"]
)
def test_a_missing_file_is_named(ask: Ask, server: Server, file: str) -> None:
    server.missing.add(file)
    error = ask(server, python="1")["error"]
    assert (error["kind"], error["cause"]) == ("file", "missing")
    assert error["values"] == {"file": file, "status": "404"}


@pytest.mark.parametrize("file", ["pyodide.asm.wasm", "stdlib.zip.gz"])
def test_half_a_file_is_no_reason_to_wait_for_ever(ask: Ask, server: Server, file: str) -> None:
    server.cut.add(file)
    error = ask(server, python="1")["error"]
    assert error["kind"] in {"file", "browser"}  # which, only a digest can tell


def test_archives_hold_bytecode_alone() -> None:
    for name, kinds in (("stdlib.zip.gz", {".pyc", ".bin"}), ("rest.zip.gz", {".pyc"})):
        whole = gzip.decompress((RUNTIME / "python" / name).read_bytes())
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            assert {Path(file).suffix for file in archive.namelist()} == kinds


def test_a_server_may_unpack_by_itself(ask: Ask, server: Server, root: Path) -> None:
    packed = root / "runtime" / "python" / "stdlib.zip.gz"
    kept = packed.read_bytes()
    packed.write_bytes(gzip.decompress(kept))
    try:
        assert ask(server, python="1 + 1") == {"value": 2}
    finally:
        packed.write_bytes(kept)
