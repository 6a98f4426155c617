"""What the Python files of a demo import, read off their syntax trees without running them.

In the browser there are the standard library, Jinja2, livedemo, the demo's own folder, and the
wheels that its requirements name.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HAD = frozenset({"__future__", "jinja2", "livedemo", "markupsafe"})
BUILD_ONLY = ("model", "train")  # the files of a demo that the browser never gets
# Modules that CPython 3.11 knows and the browser's Python lacks or can't use: removed since, or
# with nothing there to talk to (terminals, processes, sockets, windows).
_GONE = """
aifc asynchat asyncore audioop cgi cgitb chunk crypt curses dbm distutils ensurepip fcntl grp
idlelib imghdr imp lib2to3 mailcap msilib msvcrt multiprocessing nis nntplib nt ossaudiodev pipes
pty pwd pydoc_data readline resource smtpd sndhdr spwd sqlite3 ssl subprocess sunau syslog telnetlib
termios tkinter tty turtle turtledemo uu venv winreg winsound xdrlib
"""
STANDARD = frozenset(sys.stdlib_module_names) - frozenset(_GONE.split())


@dataclass(frozen=True)
class Refused:
    """An import that the browser can't follow: the file, its line, and the cause."""

    file: Path
    line: int
    cause: str


@dataclass
class Imports:
    """What `demo.py` and the files of its folder that it imports need.

    Attributes:
        files: these files, `demo.py` first.
        standard: the modules of the standard library, dotted names included.
        refused: what has to be mended.
    """

    files: list[Path] = field(default_factory=list)
    standard: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)


def scan(folder: Path, wheels: frozenset[str] = frozenset()) -> Imports:
    """Follow the imports of ``folder/demo.py``. Raises `SyntaxError` where a file has one.

    ``wheels``: the top-level modules of the demo's own wheels.
    """
    imports = Imports()
    waiting = [folder / "demo.py"]
    while waiting:
        file = waiting.pop(0)
        if file in imports.files:
            continue
        imports.files.append(file)
        tree = ast.parse(file.read_bytes(), filename=str(file))
        for node in _statements(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    _absolute(imports, file, node.lineno, alias.name, wheels)
            elif node.level == 0:
                _absolute(imports, file, node.lineno, node.module or "", wheels)
            else:
                waiting += _own(imports, folder, file, node)
    return imports


def _statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """All import statements but those that only a type checker follows."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for other in node.orelse:
                yield from _statements(ast.Module([other], []))
        else:
            yield from _statements(node)


def _absolute(imports: Imports, file: Path, line: int, name: str, wheels: frozenset[str]) -> None:
    top = name.partition(".")[0]
    if top in HAD | wheels:
        return
    if top in STANDARD:
        imports.standard.add(name)
        return
    cause = f"{file.name} imports {top}, which the browser does not have"
    imports.refused.append(Refused(file, line, cause))


def _own(imports: Imports, folder: Path, file: Path, node: ast.ImportFrom) -> Iterator[Path]:
    """The files of the folder that a relative import names."""
    base = file.parent
    for _ in range(node.level - 1):
        base = base.parent
    names = (node.module or "").split(".") if node.module else []
    target = base.joinpath(*names)
    if not target.is_relative_to(folder):
        cause = f"{file.name} imports from outside of its own folder"
        imports.refused.append(Refused(file, node.lineno, cause))
        return
    for each in (target, *(target / alias.name for alias in node.names)):
        path = each.with_suffix(".py") if each != folder else each / "__init__.py"
        if each.parent == folder and each.name in BUILD_ONLY and path.is_file():
            cause = f"{file.name} imports {path.name}, which the browser never gets"
            imports.refused.append(Refused(file, node.lineno, cause))
            continue
        yield from (found for found in (path, each / "__init__.py") if found.is_file())
