"""Which value of a result was another one in another run, and where a demo may have it from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import Any

_LONG = 80  # characters of a value that are shown
#: What a result hangs on, by the part of the world that was another: in words, and what to do.
CAUSES = {
    "sets": ("the order of a set", "Sort it: no two builds need agree on that order."),
    "clock": ("a clock", "What a clock says is another each time: leave it out of the result."),
    "chance": ("chance", "Use a generator of its own with a seed: random.Random(0)."),
    "files": ("the order in which a folder lists its files", "Sort them."),
    "machine": ("the machine that runs it", "A reader has another: leave it out of the result."),
    "hash": (
        "the hash of a text, or an address",
        "They differ in each process: sort, or use hashlib.",
    ),
    "left": (
        "what an earlier run left behind",
        "Keep it in the demo's `state`, not in its module.",
    ),
    "": (
        "chance or an address",
        "What uuid, secrets, os.urandom, Random() without a seed and id() give is never the same.",
    ),
}
_CLOCKS = (
    *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"),
    *("process_time", "localtime", "gmtime", "ctime", "strftime", "now", "utcnow", "today"),
)
_RANDOM = (
    *("random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform"),
    *("gauss", "normalvariate", "getrandbits", "Random", "SystemRandom", "randbytes"),
)
_NEVER = (
    *("uuid1", "uuid4", "urandom", "getrandom", "token_hex", "token_bytes", "token_urlsafe"),
    *("randbelow", "randbits", "getpid", "id", *_RANDOM),
)
_ZONES = ("fromtimestamp", "timestamp", "mktime", "localtime", "tzname")
_MACHINE = ("platform", "version", "maxsize", "executable", "argv", "uname", "system", "machine")
_CALLED = {
    "clock": _CLOCKS,
    "chance": _RANDOM,
    "files": ("iterdir", "listdir", "glob", "rglob", "scandir", "walk"),
    "sets": ("set", "frozenset", "hash", "union", "intersection", "difference"),
    "hash": ("hash", "id", "set", "frozenset", "union", "intersection", "difference", "keys"),
    "machine": (
        *_MACHINE,
        "python_version",
        "node",
        "getuser",
        "gethostname",
        "astimezone",
        *_ZONES,
    ),
    "": _NEVER,
}


def moved(first: Mapping[str, Any], second: Mapping[str, Any]) -> str | None:
    """Both values where two answers differ first, in words; None where they are the same."""
    if "described" in first:
        pairs = ((k, v, second["described"].get(k)) for k, v in first["described"].items())
        name, here, there = next((p for p in pairs if p[1] != p[2]), ("", "", ""))
        return f"{name} is {_short(here)} in one run, {_short(there)} in another" if name else None
    same = first["html"] == second["html"]
    return None if same else _in_html(first["html"], second["html"])


def _in_html(first: str, second: str) -> str:
    before = ""
    for here, there in zip_longest(_pieces(first), _pieces(second), fillvalue=""):
        if here == there:
            before = here if not here.startswith("<") and here.strip() else before
            continue
        what, after = "", f", after {_short(_plain(before))}" if before else ""
        if here.startswith("<") and there.startswith("<"):
            what, here, there = _attribute(here, there)
        return (
            f"{what}{_short(_plain(here))} in one run is {_short(_plain(there))} in another{after}"
        )
    return "its HTML"  # never: they differ


def _pieces(html: str) -> list[str]:
    return [piece for piece in re.split(r"(<[^>]*>)", html) if piece.strip()]


def _attribute(here: str, there: str) -> tuple[str, str, str]:
    """The first attribute in which two tags differ, and both values."""
    pattern = r"""([\w:-]+)="([^"]*)\""""
    values = dict(re.findall(pattern, there))
    for name, value in re.findall(pattern, here):
        if values.get(name) != value:
            return f"{name}=", value, values.get(name, "")
    return "", here, there


def _plain(text: str) -> str:
    return " ".join(unescape(text).split())


def _short(text: object) -> str:
    told = str(text)
    return f'"{told[:_LONG]}…"' if len(told) > _LONG else f'"{told}"'


def place(files: Iterable[Path], cause: str) -> tuple[Path, int] | None:
    """The first line of a demo's files that has to do with a cause; None: it is hard to say."""
    for file in files:
        if file.suffix == ".py":
            nodes = ast.walk(ast.parse(file.read_bytes()))
            lines = [getattr(node, "lineno", 1) for node in nodes if _fits(node, cause)]
            if lines:
                return file, min(lines)
    return None


def _fits(node: ast.AST, cause: str) -> bool:
    names = _CALLED.get(cause, ())
    if isinstance(node, ast.Set | ast.SetComp):
        return cause in ("sets", "hash")
    if cause == "machine" and isinstance(node, ast.Attribute):
        return node.attr in names
    if isinstance(node, ast.Call):
        return getattr(node.func, "attr", getattr(node.func, "id", "")) in names
    if cause == "left":
        return isinstance(node, ast.Global | ast.Nonlocal)
    return False
