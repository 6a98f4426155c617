"""What no result may hang on, in two versions: clock, chance, the order of sets, the machine.

The first is as it is here, but for a seed. In the other, clocks show another day and jump ahead
each time they are asked, chance falls differently, sets and folders are listed in another order,
and the machine is another. Python's hash seed differs as well, with the process.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import datetime
import importlib.abc
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

#: What can be other, in the order in which a cause is looked for.
PARTS = ("sets", "clock", "chance", "files", "machine")
_AWAY = 401 * 86400.0 + 5 * 3600 + 1234.5  # seconds: another year, month, day, hour and minute
_JUMP = 1.37  # seconds that pass, in the other world, when a demo asks a clock
_JUMPS = 8  # and no more: one that paces its frames goes on at its pace
_other: set[str] = set()  # of `PARTS`
_asked = 0
_LOOP = str(Path(asyncio.__file__).parent)  # which asks for purposes of its own


def enter(other: Iterable[str]) -> None:
    """From now on, these parts are the other ones; for a run that begins."""
    global _asked
    _other.clear()
    _other.update(other)
    _asked = 0
    random.seed(len(_other & {"chance"}))
    elsewhere = "machine" in _other
    for name, (here, there) in _MACHINE.items():
        setattr(sys, name, there if elsewhere else here)
    if hasattr(time, "tzset"):
        _set_zone("ELSE-5:45" if elsewhere else "UTC0")


def install() -> None:
    """Change this process so that `enter` can; before any demo is imported."""
    for name, unit in _CLOCKS.items():
        if hasattr(time, name):
            setattr(time, name, _clock(getattr(time, name), unit))
    for name in ("localtime", "gmtime", "ctime"):
        setattr(time, name, _of_now(getattr(time, name)))
    for name in ("strftime", "asctime"):
        setattr(time, name, _told_now(getattr(time, name)))
    datetime.datetime = _Now  # type: ignore[misc]
    os.listdir = _ordered_names(os.listdir)
    os.scandir = _Entries.of(os.scandir)
    if hasattr(os, "uname"):
        real = os.uname()
        there = os.uname_result(("Emscripten", "elsewhere", "4.0", "#1", "wasm32"))
        os.uname = lambda: there if "machine" in _other else real


def _set_zone(name: str) -> None:
    os.putenv("TZ", name)  # for the C library, and not in os.environ
    time.tzset()


# Clocks

_CLOCKS = {
    **dict.fromkeys(("time", "monotonic", "perf_counter", "process_time", "thread_time"), 1),
    **dict.fromkeys(
        ("time_ns", "monotonic_ns", "perf_counter_ns", "process_time_ns", "thread_time_ns"), 10**9
    ),
}
_time = time.time


def _shift() -> float:
    """Seconds by which a clock that is asked now is ahead: more with each question."""
    global _asked
    if "clock" not in _other:
        return 0.0
    frame: FrameType | None = sys._getframe(2)
    while frame and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    if frame and _asked < _JUMPS and not frame.f_code.co_filename.startswith(_LOOP):
        _asked += 1
    return _AWAY + _JUMP * _asked


def _clock(real: Callable[[], Any], unit: int) -> Callable[[], Any]:
    def clock() -> Any:
        shift = _shift()
        if not shift:
            return real()
        return real() + (int(shift * unit) if unit > 1 else shift)

    return clock


def _of_now(real: Callable[..., Any]) -> Callable[..., Any]:
    def told(seconds: float | None = None) -> Any:
        return real(time.time() if seconds is None else seconds)

    return told


def _told_now(real: Callable[..., str]) -> Callable[..., str]:
    def told(*arguments: Any) -> str:
        wanted = 2 if real.__name__ == "strftime" else 1
        return real(*arguments, *((time.localtime(),) if len(arguments) < wanted else ()))

    return told


class _AsDatetime(type):
    """What is a ``datetime`` stays one, whoever made it."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _datetime)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, _datetime)


_datetime = datetime.datetime


class _Now(_datetime, metaclass=_AsDatetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Now:
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> _Now:
        return cls.fromtimestamp(time.time(), datetime.UTC).replace(tzinfo=None)


_Now.__name__ = _Now.__qualname__ = "datetime"
_Now.__module__ = "datetime"

# The machine

_MACHINE: dict[str, tuple[object, object]] = {
    "platform": (sys.platform, "emscripten"),
    "version": (sys.version, "3.14.2 (elsewhere) [Clang]"),
    "maxsize": (sys.maxsize, 2**31 - 1),
    "executable": (sys.executable, ""),
    "argv": (sys.argv, [""]),
    "prefix": (sys.prefix, "/"),
}


def environment() -> dict[str, str]:
    """What the standard library finds in a browser's environment."""
    user = "someone" if "machine" in _other else "web_user"
    return {"LANG": "C.UTF-8", "LOGNAME": user, "PATH": "/", "PWD": "/", "USER": user}


# Folders


def _ordered_names(real: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    def listdir(path: Any = None) -> list[Any]:
        return sorted(real(path), reverse="files" in _other)

    return listdir


class _Entries:
    """What `os.scandir` gives, in an order."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        self._entries = iter(entries)

    @staticmethod
    def of(real: Callable[..., Any]) -> Callable[..., Any]:
        def scandir(path: Any = None) -> _Entries:
            with real(path) as entries:
                return _Entries(sorted(entries, key=lambda e: e.name, reverse="files" in _other))

        return scandir

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self._entries)

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """As `os.scandir` has it."""


# Sets: those that a demo's own files make are sorted in the one world, and go backwards in the
# other. Two hash seeds may well agree on two elements, and say nothing of numbers and tuples, whose
# hashes differ between 32 and 64 bits.


class _AsSet(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[-2])  # set or frozenset

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.__mro__[-2])


def _ordered(base: Any) -> type:
    """A set of the kind ``base`` in an order, whose operations give sets of its own kind."""

    def __iter__(self: Any) -> Iterator[Any]:
        elements = list(base.__iter__(self))
        backwards = "sets" in _other
        try:
            elements.sort(reverse=backwards)
        except TypeError:
            elements.sort(key=repr, reverse=backwards)
        return iter(elements)

    def __repr__(self: Any) -> str:
        if not self:
            return f"{base.__name__}()"
        inner = "{" + ", ".join(map(repr, self)) + "}"
        return inner if base is set else f"frozenset({inner})"

    def pop(self: Any) -> Any:
        for element in self:
            self.remove(element)
            return element
        raise KeyError("pop from an empty set")

    def keeping(name: str) -> Callable[..., Any]:
        real = getattr(base, name)

        def operation(self: Any, *others: Any) -> Any:
            return kept(real(self, *others))

        return operation

    names = (
        *("__and__", "__or__", "__sub__", "__xor__", "__rand__", "__ror__", "__rsub__", "__rxor__"),
        *("union", "intersection", "difference", "symmetric_difference", "copy", "__copy__"),
    )
    members: dict[str, Any] = {n: keeping(n) for n in names if hasattr(base, n)}
    members |= {"__iter__": __iter__, "__repr__": __repr__, "__slots__": ()}
    if base is set:
        members["pop"] = pop
    made = _AsSet(base.__name__, (base,), members)
    made.__module__ = "builtins"
    return made


_SETS: dict[Any, type] = {set: _ordered(set), frozenset: _ordered(frozenset)}


def kept(value: Any) -> Any:
    """``value``; a plain set as one with an order."""
    kind = _SETS.get(type(value))
    return value if kind is None else kind(value)


def _salted(value: Any) -> int:
    return hash(value) ^ (0x5A5A5A5A if "sets" in _other else 0)


_KEPT = "__livedemo_kept__"
_OURS = {"set": _SETS[set], "frozenset": _SETS[frozenset], "hash": _salted, _KEPT: kept}


class _Sets(ast.NodeTransformer):
    """Marks where a set comes to be."""

    def _keep(self, node: ast.expr) -> ast.expr:
        self.generic_visit(node)
        call = ast.Call(ast.Name(_KEPT, ast.Load()), [node], [])
        return ast.copy_location(call, node)

    visit_Set = visit_SetComp = _keep

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        if isinstance(node.op, ast.BitAnd | ast.BitOr | ast.Sub | ast.BitXor):
            return self._keep(node)
        self.generic_visit(node)
        return node


class _Loader(SourceFileLoader):
    """Loads a demo's files, with our sets."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Always from the source: what is cached may be of another world."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        """Compile a file."""
        tree = ast.parse(data, path)
        tree = ast.fix_missing_locations(_Sets().visit(tree))
        code: CodeType = compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Run a module."""
        module.__dict__["__builtins__"] = {**vars(builtins), **_OURS}
        super().exec_module(module)


def load_from(folder: str) -> None:
    """Let all Python files under ``folder`` be loaded in the world as it is then."""
    finder = FileFinder.path_hook((_Loader, [".py"]))

    def hook(path: str) -> importlib.abc.PathEntryFinder:
        if not path.startswith(folder):
            raise ImportError
        return finder(path)

    sys.path_hooks.insert(0, hook)
