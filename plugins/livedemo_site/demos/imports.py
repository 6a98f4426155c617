"""What the Python files of a demo import, read off their syntax trees without running them.

In the browser there are the standard library, Jinja2, livedemo, the demo's own folder, what demos
share (a folder of ``demos/`` without a ``demo.py``), and the wheels that its requirements name.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from livedemo.files import NotText, decoded
from livedemo_export.imports import Import, imports

# A file may say in its first two lines that it has another encoding (PEP 263).
_CODING = re.compile(rb"(?:[ \t\f]*(?:#[^\n]*)?\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*[-\w.]+")
HAD = frozenset({"__future__", "jinja2", "livedemo", "markupsafe"})
BUILD_ONLY = ("model", "train")  # the files of a demo that the browser never gets
# Modules that CPython 3.11 knows and the browser's Python lacks or can't use: removed since, or
# with nothing there to talk to (terminals, processes, sockets, windows).
_GONE = """
aifc asynchat asyncore audioop cgi cgitb chunk crypt curses dbm distutils ensurepip fcntl grp
idlelib imghdr imp lib2to3 mailcap msilib msvcrt multiprocessing nis nntplib nt ossaudiodev pipes
pty pwd pydoc_data readline resource signal smtpd sndhdr spwd sqlite3 ssl subprocess sunau syslog
telnetlib termios tkinter tty turtle turtledemo uu venv winreg winsound xdrlib
"""
STANDARD = frozenset(sys.stdlib_module_names) - frozenset(_GONE.split())
# What modules of CPython 3.11 have, and their like in the browser (3.14, Emscripten) has not.
_LACKS = {
    "ast": "Bytes Ellipsis NameConstant Num Str",
    "asyncio": "get_child_watcher open_unix_connection set_child_watcher start_unix_server",
    "configparser": "LegacyInterpolation SafeConfigParser",
    "hashlib": "pbkdf2_hmac scrypt",
    "locale": "format resetlocale",
    "os": "copy_file_range eventfd getrandom memfd_create pidfd_open posix_spawn sched_getaffinity "
    "sched_setaffinity setns splice unshare",
    "pkgutil": "ImpImporter ImpLoader find_loader get_loader",
    "re": "template",
    "threading": "get_native_id",
    "time": "thread_time thread_time_ns tzset",
    "unittest": "findTestCases getTestCaseNames makeSuite",
}


@dataclass(frozen=True)
class Refused:
    """An import that the browser can't follow: the file, its line, and the cause."""

    file: Path
    line: int
    cause: str


@dataclass
class Imports:
    """What `demo.py` and the files that it imports need.

    Attributes:
        files: these files, `demo.py` first.
        shared: the names in ``demos/``, of folders and files, that hold those it shares.
        standard: the modules of the standard library, dotted names included.
        refused: what has to be mended.
    """

    files: list[Path] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    standard: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)


def scan(folder: Path, wheels: frozenset[str] = frozenset()) -> Imports:
    """Follow the imports of ``folder/demo.py``. Raises `SyntaxError` where a file has one.

    ``wheels``: the top-level modules of the demo's own wheels.
    """
    found = Imports()
    waiting = [folder / "demo.py"]
    while waiting:
        file = waiting.pop(0)
        if file in found.files:
            continue
        found.files.append(file)
        tree = _parsed(file)
        for each in imports(tree):
            if each.level:
                waiting += _own(found, folder, file, each)
            else:
                _absolute(found, file, each, wheels)
        for line, name in _lacking(tree):
            cause = f"{file.name} uses {name}, which the browser does not have"
            found.refused.append(Refused(file, line, cause))
    return found


def _parsed(file: Path) -> ast.Module:
    """A file's syntax tree; `SyntaxError` with its place whatever stands in the way."""
    try:
        data = file.read_bytes()
    except OSError as error:
        cause = f"{file.name} can't be read: {error.strerror}"
        raise NotText(cause, (str(file), 1, None, None)) from None
    if (at := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise NotText("it holds a byte 0, as no text does", (str(file), line, None, None))
    if not _CODING.match(data):
        decoded(data, str(file))
    return ast.parse(data, filename=str(file))


def _lacking(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The lines and names of what a file uses of a module and the browser's lacks."""
    lacks = {module: names.split() for module, names in _LACKS.items()}
    called: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            called |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module in lacks and not node.level:
            for one in node.names:
                if one.name in lacks[node.module]:
                    yield node.lineno, f"{node.module}.{one.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = called.get(node.value.id, "")
            if node.attr in lacks.get(module, ()):
                yield node.lineno, f"{module}.{node.attr}"


def _absolute(found: Imports, file: Path, each: Import, wheels: frozenset[str]) -> None:
    top = each.module.partition(".")[0]
    if top in HAD | wheels:
        return
    if top in STANDARD:
        found.standard.add(each.module)
        return
    cause = f"{file.name} imports {top}, which the browser does not have"
    found.refused.append(Refused(file, each.line, cause))


def _own(found: Imports, folder: Path, file: Path, each: Import) -> Iterator[Path]:
    """The files that a relative import names."""
    target, room = each.target(file), folder.parent
    if not target.is_relative_to(room):
        cause = f"{file.name} imports from outside of its own folder"
        found.refused.append(Refused(file, each.line, cause))
        return
    for module in (target, *(target / name for name in each.names)):
        if module == room:
            continue
        top = room / module.relative_to(room).parts[0]
        there = top.is_dir() or top.with_name(f"{top.name}.py").is_file()
        if top != folder and (not there or (top / "demo.py").is_file()):
            what = f"demo {top.name!r}" if there else f"{top.name!r}, which is not there"
            cause = f"{file.name} imports from outside of its own folder, from {what}"
            found.refused.append(Refused(file, each.line, cause))
            return
        path = module.with_name(f"{module.name}.py") if module != folder else module / "__init__.py"
        if module.parent == folder and module.name in BUILD_ONLY and path.is_file():
            cause = f"{file.name} imports {path.name}, which the browser never gets"
            found.refused.append(Refused(file, each.line, cause))
            continue
        inits = (parent / "__init__.py" for parent in (module, *module.parents))
        packages = (init for init in inits if init.is_relative_to(top))
        files = [one for one in (path, *packages) if one.is_file()]
        if top != folder and files:
            found.shared.add(top.name if top.is_dir() else path.name)
        yield from files
