"""Finding ``demo`` and ``demos`` fences in the lines of a text, and only those that are meant.

A fence may stand behind any indentation, quotation marks or a list marker; whether it then is
code or a figure is decided by whoever reads its indentation. One inside another fence is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OPEN = re.compile(
    r"(?P<prefix>[ \t>]*)(?P<marker>(?:[-*+]|\d+[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})(?P<info>.*)"
)
# What was meant as ours, right or wrong: demo x, Demo x, demo:x, {.demo x}, demos
_OURS = re.compile(r"\{?\s*\.?demos?(?![\w-])", re.IGNORECASE)
_GALLERY = "demos"
_RIGHT = re.compile(r"demo[ \t]+(?P<name>\S+)")
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Fence:
    """A ``demo`` fence, or a ``demos`` fence, which stands for all of them.

    Attributes:
        first, last: its lines, from 0, both included.
        prefix: what stands before the opening fence.
        name: the demo it names, "" where it names none.
        gallery: whether it is a ``demos`` fence.
        options: the lines between, without the indentation they share with the fence.
        problem: what is wrong with the fence itself, "" for nothing.
        source: all its lines, without that indentation.
    """

    first: int
    last: int
    prefix: str
    name: str
    gallery: bool
    options: tuple[str, ...]
    problem: str
    source: tuple[str, ...]


def find(lines: Sequence[str], tab: int = 4) -> Iterator[Fence]:
    """All demo fences in ``lines``, which may still end in a carriage return."""
    at = 0
    while at < len(lines):
        match = _OPEN.fullmatch(lines[at].rstrip())
        if not match or (match["fence"][0] == "`" and "`" in match["info"]):
            at += 1
            continue
        prefix = match["prefix"] + (match["marker"] or "")
        info = match["info"].strip()
        inner, closed = _content(lines, at, prefix, match["fence"], tab)
        if not _OURS.match(info):
            at += len(inner) + 2 if closed else 1
            continue
        head = lines[at].rstrip()[len(prefix) :]
        if closed and not any(_opens_ours(line) for line in inner):
            name, problem = _header(info, any(line.strip() for line in inner))
            last = at + len(inner) + 1
            source = (head, *inner, match["fence"])
            gallery = info == _GALLERY
            yield Fence(at, last, prefix, name, gallery, tuple(inner), problem, source)
            at = last + 1
        else:
            problem = f"this fence is never closed: it needs a line {match['fence']}"
            yield Fence(at, at, prefix, "", False, (), problem, (head,))
            at += 1


def _header(info: str, options: bool) -> tuple[str, str]:
    """The name a header gives, and what is wrong with it; ``options``: lines follow it."""
    if info == _GALLERY:
        return "", "a demos fence shows all demos, and takes no options" if options else ""
    match = _RIGHT.fullmatch(info)
    if match and _NAME.fullmatch(match["name"]):
        return match["name"], ""
    if info.lower() == "demo":
        return "", "this fence names no demo: write ```demo NAME"
    wanted = "write ```demo NAME, and each option on a line of its own below"
    return "", f"a demo fence can't begin with {info!r}: {wanted}"


def _opens_ours(line: str) -> bool:
    match = _OPEN.fullmatch(line.rstrip())
    return bool(match and not match["prefix"] and _OURS.match(match["info"].strip()))


def _content(
    lines: Sequence[str], at: int, prefix: str, fence: str, tab: int
) -> tuple[list[str], bool]:
    """The lines inside the fence that opens at ``at``, and whether it is closed."""
    width = len(prefix.expandtabs(tab))
    end = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    inner: list[str] = []
    for line in lines[at + 1 :]:
        text = _strip(line.rstrip("\r"), width, prefix.count(">"), tab)
        if text is None:
            break
        if end.fullmatch(text):
            return inner, True
        inner.append(text)
    return inner, False


def _strip(line: str, width: int, quotes: int, tab: int) -> str | None:
    """``line`` without the first ``width`` columns; None where it lies outside of them."""
    column = seen = 0
    for i, character in enumerate(line):
        if column >= width:
            return " " * (column - width) + line[i:] if seen == quotes else None
        if character not in " \t>":
            return None
        seen += character == ">"
        column += tab - column % tab if character == "\t" else 1
    return "" if seen == quotes or not line.strip() else None
