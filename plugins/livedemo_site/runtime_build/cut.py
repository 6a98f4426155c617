"""The standard library, cut in two: what every boot needs, and the rest.

Which modules a boot needs is not guessed: Pyodide boots in Node, imports what the figures' own
package imports, and tells what is loaded then.
"""

from __future__ import annotations

import ast
import marshal
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from livedemo_export.imports import imports

from livedemo_site.runtime_build.archive import read_zip
from livedemo_site.runtime_build.interpreter import Tree, compiled, imported

STDLIB = "/lib/python314.zip"  # where Pyodide puts the archive it boots from
REST = "/lib/python314-rest.zip"
PACKAGES = ("jinja2", "markupsafe")
# What a demo of a screen or two is likely to import; the rest is one more download.
LIKELY = """
    array abc asyncio bisect collections.abc colorsys contextlib copy dataclasses enum functools
    heapq html inspect itertools json math operator pkgutil random re string textwrap time traceback
    types typing unicodedata
"""
# Looked up by name while Python runs, so that no import shows them. Jinja2 reads string literals
# with unicode-escape, and rewrites tracebacks with a module of their own.
BY_NAME = (
    *(f"encodings/{name}.py" for name in ("ascii", "latin_1", "cp437", "unicode_escape")),
    "jinja2/debug.py",
)
# What imports these goes without (`except ImportError`), and their use in a browser is rare.
SPARED = {"_ssl.py", "bz2.py", "lzma.py", "ssl.py"}
SPARED_FOLDERS = ("compression/",)
KEEP_DOCS = ("_pyodide/", "pyodide/")  # Pyodide reads its own docstrings
# What Python imports before sitecustomize.py runs, which takes all else from one block.
FIRST = ("encodings/__init__.pyc", "encodings/aliases.pyc", "encodings/utf_8.pyc")
BLOCK = "library.bin"
HEADER_BYTES = 16  # of a .pyc file, before the code
CUSTOMIZE = "sitecustomize.py"


@dataclass(frozen=True)
class Cut:
    """Two archives (name -> content) and the modules of each, with those inside Python itself."""

    stdlib: dict[str, bytes]
    rest: dict[str, bytes]
    modules: dict[str, list[str]]


def make(pyodide: Path, livedemo: Path) -> Cut:
    """Cut and compile the library of `pyodide` (the npm package) for the package `livedemo`."""
    library = read_zip(pyodide / "python_stdlib.zip")
    packages = installed(PACKAGES)
    loaded = imported(
        pyodide, [*PACKAGES, *LIKELY.split(), *sorted(standard_imports(livedemo))], packages
    )
    files = {file for _, path in loaded if (file := _inside(path))} | set(BY_NAME)
    cut = {n: source for n, source in {**library, **packages}.items() if n in files}
    rest = {n: source for n, source in library.items() if n.endswith(".py") and n not in files}
    documented = {n: source for n, source in cut.items() if n.startswith(KEEP_DOCS)}
    silent = {n: source for n, source in cut.items() if n not in documented}
    made = compiled(
        pyodide,
        {
            "first": Tree({CUSTOMIZE: Path(__file__).with_name(CUSTOMIZE).read_bytes()}, STDLIB, 2),
            "documented": Tree(documented, STDLIB),
            "silent": Tree(silent, STDLIB, optimise=2),
            "rest": Tree(rest, REST, optimise=2),
        },
    )
    modules = {
        "cut": sorted(map(_name, cut)),
        "rest": sorted(map(_name, rest)),
        "builtin": sorted(name for name, path in loaded if not path),
    }
    code = {**made["documented"], **made["silent"]}
    first = {**made["first"], **{name: code.pop(name) for name in FIRST}, BLOCK: _block(code)}
    return Cut(first, made["rest"], modules)


def installed(names: Iterable[str]) -> dict[str, bytes]:
    """The Python files of installed pure-Python distributions: name -> source."""
    found: dict[str, bytes] = {}
    for name in names:
        for file in distribution(name).files or ():
            if file.suffix == ".py" and ".." not in file.parts:
                found[file.as_posix()] = file.read_binary()
    return found


def standard_imports(package: Path) -> set[str]:
    """Modules of the standard library that a package's files import, wherever in the file."""
    names: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_bytes(), str(path))
        names.update(each.module for each in imports(tree) if not each.level)
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}


def _block(files: Mapping[str, bytes]) -> bytes:
    """The modules as sitecustomize.py reads them."""
    entries = {
        _name(file): (file.endswith("/__init__.pyc"), file, content[HEADER_BYTES:])
        for file, content in sorted(files.items())
    }
    # Version 2 of the format writes no references, which would depend on this process.
    return marshal.dumps(entries, 2)


def _inside(path: str) -> str:
    """A loaded file's name in its archive; "" for one that is in none."""
    for folder in (f"{STDLIB}/", "/work/packages/"):
        if path.startswith(folder):
            return path.removeprefix(folder)
    return ""


def _name(file: str) -> str:
    """The dotted name of a Python file."""
    return file.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
