"""Refuses a demo what a browser lacks, and what would make its result hang on this machine.

Python's audit hook tells what is done, and the stack on whose behalf: the demo's own frame is
looked for through the standard library and the demo's wheels. What livedemo and onnxruntime do for
a demo is their own affair. A few functions that no audit event tells of are wrapped.
"""

from __future__ import annotations

import _thread
import builtins
import importlib
import locale
import os
import site
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import jinja2
import livedemo
import markupsafe

from livedemo_site.demos.imports import HAD, STANDARD
from livedemo_site.runs import world

PACKAGE = "livedemo_demos"
FILES = "A demo reads the files of its own folder: Path(__file__).with_name(…)."
_THREAD = "starts a thread, and the browser's Python has only one"
_PROCESS = "starts or signals a process, and a browser has none"
_NETWORK = "opens a network connection, which is not to be had in the browser's Python"
_CODE = "loads compiled code, and the browser runs pure Python"
#: Audit events, or all that begin with a name and a point, and what a demo does by them.
EVENTS = {
    **dict.fromkeys(
        ("subprocess", "pty", "os.system", "os.exec", "os.fork", "os.forkpty"), _PROCESS
    ),
    **dict.fromkeys(
        ("os.posix_spawn", "os.spawn", "os.startfile", "os.kill", "os.killpg"), _PROCESS
    ),
    **dict.fromkeys(
        ("socket", "urllib", "http", "ftplib", "imaplib", "poplib", "smtplib"), _NETWORK
    ),
    "ctypes.dlopen": _CODE,
    "webbrowser": "opens a page, which a demo can't",
    "sqlite3": "opens a database, which the browser's Python lacks",
    "os.chdir": "changes the working folder, which means nothing in the browser",
    "builtins.input": "waits for a terminal's input: a reader has the demo's controls",
}
#: Audit events that name a file or folder first.
_READS = {"open", "os.listdir", "os.scandir", "os.walk", "os.listxattr", "glob.glob"}
_WRITES = {
    *("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.link", "os.chmod"),
    *("os.chown", "os.truncate", "os.utime"),
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
#: Modules of the standard library that look at files for purposes of their own.
_OWN_PURPOSE = ("linecache.py", "tempfile.py", "traceback.py")


class Refused(Exception):
    """Raised where a demo did what is refused."""


@dataclass
class Guard:
    """What one process refuses to the demo that it runs.

    Attributes:
        temporary: the folder for its temporary files.
        tree: the folder with what the demo ships.
        wheels: the archives it may import from, and the modules in each.
        refused: what it did nevertheless: the cause, what would be right, and the frame's place.
    """

    temporary: str
    tree: str = ""
    wheels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused: list[tuple[str, str, tuple[str, int]]] = field(default_factory=list)
    active: bool = False

    @contextmanager
    def on(self, tree: str, wheels: Mapping[str, tuple[str, ...]]) -> Iterator[None]:
        """Refuse meanwhile."""
        self.tree, self.wheels, self.refused = tree + os.sep, wheels, []
        self.active = True
        try:
            yield
        finally:
            self.active = False

    def install(self) -> None:
        """Hook into this process, for good."""
        sys.addaudithook(self._event)
        for name in ("stat", "lstat", "access", "readlink"):
            self._watch_path(name)
        for name in ("getcwd", "getcwdb"):
            self._wrap(os, name, "asks for the working folder", FILES, through=True)
        for name in ("get_terminal_size", "getlogin", "cpu_count", "getloadavg"):
            if hasattr(os, name):
                self._wrap(os, name, f"asks the machine (os.{name})", "A page runs on any.")
        self._wrap(locale, "setlocale", "sets a locale, and the browser has but one", "")
        for module in (_thread, threading):  # Python 3.11 tells of no thread
            for name in ("start_new_thread", "start_new", "start_joinable_thread"):
                for each in (name, f"_{name}"):
                    if hasattr(module, each):
                        self._wrap(module, each, _THREAD, "", through=True)
        os.environ = _Environment(os.environ, self)  # noqa: B003
        sys.stdin = _Stdin(self)
        self._watch_imports()

    def refuse(self, cause: str, choices: str, frame: FrameType) -> Refused:
        """What to raise; noted as well, since the demo may catch it."""
        self.refused.append((cause, choices, (frame.f_code.co_filename, frame.f_lineno)))
        return Refused(cause)

    def asker(self, frame: FrameType | None, through: bool = True) -> FrameType | None:
        """The demo's frame on whose behalf something is done; None where it is on no demo's.

        ``through``: also where the standard library or a wheel of the demo stands in between.
        """
        while self.active and frame:
            name = frame.f_code.co_filename
            if name.startswith(self.tree):
                return frame
            own = name.startswith(("<frozen os", "<frozen _collections_abc")) or name in _HERE
            if not (own or (through and self._transparent(name))):
                return None
            frame = frame.f_back
        return None

    def _transparent(self, name: str) -> bool:
        if name.startswith("<"):
            return True
        if name.startswith(_SITE):
            return False
        if name.startswith(_STANDARD):
            return not name.endswith(_OWN_PURPOSE)
        return name.startswith(tuple(self.wheels))

    def _event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        cause = EVENTS.get(event) or EVENTS.get(event.partition(".")[0])
        reads, writes = event in _READS, event in _WRITES
        if not (cause or reads or writes):
            return
        frame = sys._getframe(1)
        asker = self.asker(frame)
        if asker is None or arguments == (None,):  # ctypes opens Python itself, as it is imported
            return
        if cause:
            raise self.refuse(cause, "", asker)
        path = arguments[0] if arguments else None
        if path is None:  # os.listdir() of the working folder
            path = "."
        if event == "open":
            mode, flags = arguments[1], arguments[2]
            writes = isinstance(flags, int) and bool(flags & _WRITING)
            writes = writes or (isinstance(mode, str) and any(c in mode for c in "wax+"))
        if isinstance(path, str | bytes | os.PathLike):
            self._path(path, writes, asker, imports=_imports(frame))

    def _path(self, path: Any, writes: bool, asker: FrameType, imports: bool = False) -> None:
        """Refuse a path that a reader does not have."""
        name = os.fsdecode(path)
        if "\0" in name:
            return  # Python says so itself
        absolute = Path(name).is_absolute()
        if imports and (name == "" or absolute):
            known = tuple(each for each in sys.path if each)
            if os.path.normpath(name).startswith((*known, *_STANDARD, self.tree)):
                return
        if not absolute:
            cause = f"{_doing(writes)} {name or '.'!r}, relative to the working folder"
            raise self.refuse(cause, FILES, asker)
        full = os.path.normpath(name)
        if full.startswith(self.temporary):
            return
        if writes:
            raise self.refuse(
                f"{_doing(writes)} {self._named(full)}: a demo writes nothing", "", asker
            )
        own = (self.tree, *self.wheels, *_ALLOWED)
        if not (full + os.sep).startswith(own):
            cause = f"{_doing(writes)} {self._named(full)}, which does not go to the browser"
            raise self.refuse(cause, FILES, asker)

    def _named(self, path: str) -> str:
        return repr(path.replace(self.tree, "", 1) if path.startswith(self.tree) else path)

    def _watch_path(self, name: str) -> None:
        function = getattr(os, name)

        def watched(path: Any, *arguments: Any, **named: Any) -> Any:
            if self.active and not isinstance(path, int):
                asker = self.asker(sys._getframe(1))
                if asker and isinstance(path, str | bytes | os.PathLike):
                    self._path(path, False, asker)
            return function(path, *arguments, **named)

        setattr(os, name, watched)
        for known in (os.supports_dir_fd, os.supports_follow_symlinks, os.supports_fd):
            if function in known:
                known.add(watched)

    def _wrap(
        self, module: Any, name: str, cause: str, choices: str, through: bool = False
    ) -> None:
        function = getattr(module, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            if self.active and (asker := self.asker(sys._getframe(1), through)):
                raise self.refuse(cause, choices, asker)
            return function(*arguments, **named)

        setattr(module, name, watched)

    # What is imported by a name that no syntax tree shows

    def _watch_imports(self) -> None:
        plain: Callable[..., Any] = builtins.__import__
        by_name: Callable[..., Any] = importlib.import_module

        def imported(
            name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
        ) -> Any:
            if self.active and not level:
                self._import(name, sys._getframe(1))
            return plain(name, globals, locals, fromlist, level)

        def import_module(name: str, package: str | None = None) -> Any:
            if self.active and not name.startswith("."):
                self._import(name, sys._getframe(1))
            return by_name(name, package)

        builtins.__import__ = imported
        importlib.import_module = import_module

    def _import(self, name: str, frame: FrameType) -> None:
        top = name.partition(".")[0]
        if top == PACKAGE or top in HAD or any(top in tops for tops in self.wheels.values()):
            return
        asker = self.asker(frame)
        if asker is None:
            return
        direct = frame.f_code.co_filename.startswith(self.tree)
        if top in STANDARD or (not direct and top in sys.stdlib_module_names):
            return
        if direct:
            cause = f"imports {top}, which the browser does not have"
            self.refuse(cause, "", asker)
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)


class _Environment(os._Environ):  # type: ignore[type-arg]
    """The environment: refused to a demo; the library it asks through sees a browser's."""

    def __init__(self, real: Any, guard: Guard) -> None:
        super().__init__(
            real._data, real.encodekey, real.decodekey, real.encodevalue, real.decodevalue
        )
        self.guard = guard

    def __getitem__(self, key: str) -> str:
        guard = self.guard
        if guard.active and (asker := guard.asker(sys._getframe(1))):
            if guard.asker(sys._getframe(1), through=False):
                cause = f"reads the environment variable {key}, which a reader does not have"
                raise guard.refuse(cause, "Write its value into the demo.", asker)
            if key in ("HOME", "USERPROFILE", "HOMEPATH"):
                raise guard.refuse("asks for the home folder", FILES, asker)
            return world.environment()[key]
        return str(super().__getitem__(key))

    def __iter__(self) -> Iterator[str]:
        guard = self.guard
        if guard.active and (asker := guard.asker(sys._getframe(1), through=False)):
            raise guard.refuse("reads the environment, which a reader does not have", "", asker)
        if guard.active and guard.asker(sys._getframe(1)):
            return iter(world.environment())
        return super().__iter__()

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Stdin:
    """Standard input, of which a page has none."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def __getattr__(self, name: str) -> Any:
        if asker := self.guard.asker(sys._getframe(1)):
            raise self.guard.refuse("reads standard input: a reader has controls", "", asker)
        raise AttributeError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.readlines())


def _doing(writes: bool) -> str:
    return "writes" if writes else "reads"


def _imports(frame: FrameType | None) -> bool:
    """Whether Python's import system is at work."""
    return bool(frame) and frame.f_code.co_filename.startswith("<frozen importlib")  # type: ignore[union-attr]


_PATHS = sysconfig.get_paths()
_STANDARD = tuple({_PATHS["stdlib"] + os.sep, _PATHS["platstdlib"] + os.sep})
_SITE = tuple(
    {path + os.sep for path in (_PATHS["purelib"], _PATHS["platlib"], *site.getsitepackages())}
)
_HERE = {__file__, world.__file__, os.__file__, sys.modules["_collections_abc"].__file__ or ""}
_PACKAGES = (jinja2, livedemo, markupsafe)
_ALLOWED = (*_STANDARD, *(str(Path(each.__file__ or "").parent) + os.sep for each in _PACKAGES))
