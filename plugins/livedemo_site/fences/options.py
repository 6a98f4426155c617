"""Reading the lines inside a fence: ``control: value``, and what is said of the figure itself.

That is ``caption: |`` with its text below, ``width: wide``, and ``shared: text, layer`` with the
names of controls that figures of the page have in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import dedent

from livedemo.demo import CAPTION, FENCE, SHARED, WIDTH
from livedemo_export.suggest import nearest

WIDTHS = ("wide",)  # but for that of the text, which needs no word
_OPTION = re.compile(r"(?P<key>[^\s:][^:]*?)\s*:(?P<value>.*)")


@dataclass(frozen=True)
class Option:
    """One value: what stands behind the first colon, a string, and its line from 0."""

    value: str
    line: int


@dataclass(frozen=True)
class Problem:
    """A line that is no option: its place in the fence, from 0, the cause and the choices."""

    line: int
    cause: str
    choices: str = ""


@dataclass
class Options:
    """What a fence sets."""

    values: dict[str, Option] = field(default_factory=dict)
    caption: str = ""
    width: str = ""
    shared: dict[str, int] = field(default_factory=dict)  # controls, and the line that names them
    problems: list[Problem] = field(default_factory=list)


def parse(lines: Sequence[str]) -> Options:
    """Read the lines between the fences. Never raises: what is wrong is in ``problems``."""
    options = Options()
    at = 0
    while at < len(lines):
        line, number = lines[at], at
        at += 1
        if not line.strip():
            continue
        match = _OPTION.fullmatch(line.rstrip())
        if not match:
            options.problems.append(_no_option(line, number))
            continue
        key, value = match["key"], match["value"].strip()
        if key in options.values or (key in FENCE and getattr(options, key)):
            options.problems.append(Problem(number, f"{key!r} is set twice"))
        elif key == SHARED:
            names = [name.strip() for name in value.split(",")]
            if not all(names):
                wanted = "Write shared: text, or several with commas between them"
                options.problems.append(Problem(number, "shared names no control", wanted))
            options.shared = {name: number for name in names if name}
        elif key == CAPTION:
            below = _indented(lines, at)
            at += len(below)
            text = dedent("\n".join(below)).strip()
            if value not in {"", "|"} and below:
                cause = "a caption stands on its line or below it, not on both"
                options.problems.append(Problem(number, cause))
            options.caption = text if value in {"", "|"} else value
        elif key == WIDTH:
            if value not in WIDTHS:
                cause = f"{key} is {value!r}, which is no width"
                options.problems.append(Problem(number, cause, nearest(value, WIDTHS)))
            options.width = value
        else:
            options.values[key] = Option(value, number)
    return options


def _indented(lines: Sequence[str], start: int) -> list[str]:
    """The indented and blank lines from ``start`` on."""
    below: list[str] = []
    for line in lines[start:]:
        if line.strip() and not line[0].isspace():
            break
        below.append(line)
    return below


def _no_option(line: str, number: int) -> Problem:
    wanted = (
        "Write control: value, one on each line, width: wide, or caption: | with indented text "
        "below"
    )
    if line[0].isspace():
        return Problem(
            number, f"{line.strip()!r} is indented, and only a caption's text is", wanted
        )
    return Problem(number, f"{line.strip()!r} is no option: it has no colon", wanted)
