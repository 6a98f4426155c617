"""Finding our fences in the lines of a text, and only those that are meant.

``demo NAME`` is a figure, ``picture NAME`` shows one and does not run; ``demos``, ``models`` and
``agreement`` make lists and tables.

A fence may stand behind any indentation, quotation marks or a list marker; whether it then is
code or a figure is decided by whoever reads its indentation. One inside another fence is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPEN = re.compile(
    r"(?P<prefix>[ \t>]*)(?P<marker>(?:[-*+]|\d+[.)])[ \t]+)?(?P<fence>`{3,}|~{3,})(?P<info>.*)"
)
# What was meant as ours, right or wrong: demo x, Demo x, demo:x, {.demo x}, demos
_OURS = re.compile(
    r"\{?\s*\.?(?P<word>demos?|picture|models|agreement)(?![\w-]|\.\w)", re.IGNORECASE
)
_RIGHT = re.compile(r"demos|models|agreement|(?:demo|picture|agreement)[ \t]+[\w-]+")
# Those that take no options, and what they do instead.
_LISTS = {
    "demos": "a demos fence shows all demos",
    "models": "a models fence shows all models",
    "agreement": "an agreement fence shows all that was measured",
}
_WANTED = {
    "demo": "a demo fence can't begin with {}: "
    "write ```demo NAME, and each option on a line of its own below",
    "picture": "a picture fence can't begin with {}: "
    "write ```picture NAME, with the name of a demo, and each option on a line of its own below",
    "models": "a models fence can't begin with {}: write ```models alone",
    "agreement": "an agreement fence can't begin with {}: write ```agreement, for one model with "
    "its name behind it",
}


@dataclass(frozen=True)
class Fence:
    """One fence.

    Attributes:
        first, last: its lines, from 0, both included.
        prefix: what stands before the opening fence.
        word: what it begins with: ``demo``, ``picture``, ``demos``, ``models`` or ``agreement``.
        name: the demo or the model it names, "" where it names none.
        options: the lines between, without the indentation they share with the fence.
        problem: what is wrong with the fence itself, "" for nothing.
        source: all its lines, without that indentation.
    """

    first: int
    last: int
    prefix: str
    word: str
    name: str
    options: tuple[str, ...]
    problem: str
    source: tuple[str, ...]


def find(lines: Sequence[str], tab: int = 4) -> Iterator[Fence]:
    """All our fences in ``lines``, which may still end in a carriage return."""
    at = 0
    while at < len(lines):
        match = OPEN.fullmatch(lines[at].rstrip())
        if not match or (match["fence"][0] == "`" and "`" in match["info"]):
            at += 1
            continue
        prefix = match["prefix"] + (match["marker"] or "")
        info = match["info"].strip()
        inner, closed = content(lines, at, prefix, match["fence"], tab)
        meant = _OURS.match(info)
        if not meant:
            at += len(inner) + 2 if closed else 1
            continue
        head = lines[at].rstrip()[len(prefix) :]
        if closed and not any(_opens_ours(line) for line in inner):
            word, name, problem = _header(meant["word"], info, any(line.strip() for line in inner))
            last = at + len(inner) + 1
            source = (head, *inner, match["fence"])
            yield Fence(at, last, prefix, word, name, tuple(inner), problem, source)
            at = last + 1
        else:
            problem = f"this fence is never closed: it needs a line {match['fence']}"
            yield Fence(at, at, prefix, meant["word"].lower(), "", (), problem, (head,))
            at += 1


def _header(meant: str, info: str, options: bool) -> tuple[str, str, str]:
    """The fence's word, the name it gives, and what is wrong with it.

    ``meant``: the word as it was written; ``options``: lines follow.
    """
    if _RIGHT.fullmatch(info):
        word, name = (*info.split(), "")[:2]
        refused = options and word in _LISTS
        return word, name, f"{_LISTS[word]}, and takes no options" if refused else ""
    if info.lower() in ("demo", "picture"):
        word = info.lower()
        return word, "", f"this fence names no demo: write ```{word} NAME"
    word = meant.lower().replace("demos", "demo")
    return word, "", _WANTED[word].format(repr(info))


def ours(info: str) -> bool:
    """Whether a fence with this behind its opening is meant as ours, right or wrong."""
    return _OURS.match(info.strip()) is not None


def _opens_ours(line: str) -> bool:
    match = OPEN.fullmatch(line.rstrip())
    return bool(match and not match["prefix"] and ours(match["info"]))


def content(
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
