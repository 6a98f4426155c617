"""What was meant as one of our fences and is read as something else: told, not shown in silence.

Only what names a demo that is there, or nearly, is told of: a page may speak of fences as it likes,
in code above all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec

from livedemo_site.fences.find import OPEN, content, ours

#: Lists take no name; nobody writes an empty block of code.
_LISTS = ("demos", "models", "agreement")
_WORD = re.compile(r"[{.\s]*(?P<word>\w[\w-]*)(?P<rest>.*)")
_NAME = r"""[\s:|=,({"'\[]*(?:name\s*=\s*["']?)?(?P<name>\w[\w-]*)(?P<after>.*)"""
# How other tools begin what is no paragraph: directives, blocks, admonitions, elements, templates.
_OTHER = re.compile(
    r"""(?::{2,}|/{3,}|!{3}|\?{3}\+?|\.\.|\[\[|@|\{[%{]|<|[`´'"‘’“”｀ˋ]{2,3})\s*\{?\s*\.?"""
    rf"(?:live-?)?demo(?![\w-])\}}?{_NAME}",
    re.IGNORECASE,
)
_ONE_LINE = re.compile(r"(?P<fence>`{3}|~{3})\s*(?P<info>[\w-][^`~]*?)\s*(?P=fence)(?!`)")
_LATE = re.compile(rf"(?<!`)`{{3}}\s*demo\s{_NAME}", re.IGNORECASE)
_LEADING = re.compile(r"(?:[ \t>]|(?:[-*+]|\d+[.)])[ \t]+)*")
_HOLDER = re.compile(r"(?:[-*+]|\d+[.)])\s|!{3}|\?{3}|={3}|\[\^.+?\]:|:\s|/{3}")
_QUIET = re.compile(r"<!--|<(pre|script|style|textarea|code|template)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Near:
    """One near miss: its line, from 0, and why it is no figure."""

    line: int
    cause: str


def near(lines: Sequence[str], demos: Collection[str], tab: int = 4) -> Iterator[Near]:
    """All near misses in ``lines``, where ``demos`` are known."""
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        if (end := _quiet(lines, at)) is not None:
            at = end + 1
            continue
        match = OPEN.fullmatch(line)
        if match and not (match["fence"][0] == "`" and "`" in match["info"]):
            prefix = match["prefix"] + (match["marker"] or "")
            inner, closed = content(lines, at, prefix, match["fence"], tab)
            if not ours(match["info"]) and not _is_code(lines, at, tab):
                cause = _fence(match["info"].strip(), inner, demos)
                if cause:
                    yield Near(at, f"“{match['fence']}{match['info'].rstrip()}” {cause}")
            at += len(inner) + 2 if closed else 1
            continue
        if ("demo" in line.lower() or "```" in line) and not _is_code(lines, at, tab):
            rest = lines[at + 1 :]
            if cause := _line(line[_LEADING.match(line).end() :], rest, demos):  # type: ignore[union-attr]
                yield Near(at, cause)
        at += 1


def _fence(info: str, inner: Sequence[str], demos: Collection[str]) -> str:
    """Why a fence that isn't ours is likely to be meant so; "" where it isn't."""
    match = _WORD.fullmatch(info)
    if not match or _is_language(match["word"]):
        return ""
    word, rest = match["word"].lower(), match["rest"].strip(" }\"'")
    name = _known(rest, demos)
    if name and (rest == name or _distance(word, "demo") <= 2):
        return f"is a block of code: a figure is ```demo {name}"
    if not rest and match["word"] in demos:
        return f"is a block of code: a figure is ```demo {match['word']}"
    joined = re.fullmatch(r"\.?demo[-_/.:](.+)", info, re.IGNORECASE)
    if joined and (name := _known(joined[1], demos)):
        return f"is a block of code: a figure is ```demo {name}"
    if not rest and not any(text.strip() for text in inner):
        for each in _LISTS:
            if _distance(word, each) == 1:
                return f"is an empty block of code: is ```{each} meant?"
    return ""


def _line(line: str, rest: Sequence[str], demos: Collection[str]) -> str:
    """Why a line that opens no fence is likely to be meant as one; "" where it isn't."""
    cell = line.startswith("|") or " | " in line
    for one in _ONE_LINE.finditer(line):
        word, _, named = one["info"].partition(" ")
        name = _known(named.strip(), demos)
        if word.lower() in ("demo", *_LISTS) and (name or (word != "demo" and not named)):
            if cell:
                return (
                    "a fence in a table's cell is plain code: put the figure outside of the table"
                )
            if one[0] == line.strip():
                wanted = f"```demo {name}" if name else f"```{word}"
                return (
                    f"a fence in one line is plain code: write {wanted}, and ``` on the next line"
                )
    if other := _OTHER.match(line):
        name = _known(other["name"], demos)
        code = other[0].startswith("``") and "``" in other["after"]  # in a sentence
        if name and not code:
            return f"“{line.strip()[:60]}” is no figure: write ```demo {name}, and ``` below"
    if (late := _LATE.search(line)) and late.start() and not late["after"].strip():
        name = _known(late["name"], demos)
        closed = any(text.rstrip().endswith("```") for text in _paragraph(rest))
        if name and (cell or closed):
            where = "in a table's cell" if cell else "within a line of text"
            return f"a fence {where} is plain code: ```demo {name} needs a line of its own"
    return ""


def _paragraph(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip():
            return
        yield line


def _known(name: str, demos: Collection[str]) -> str:
    """The demo that ``name`` names, or nearly; "" for none."""
    if name in demos:
        return name
    close = get_close_matches(name.lower(), demos, n=1, cutoff=0.8) if name else []
    return close[0] if close else ""


def _is_language(word: str) -> bool:
    """Whether a block of code may be in a language of this name."""
    if not find_spec("pygments"):
        return False
    from pygments.lexers import find_lexer_class_by_name
    from pygments.util import ClassNotFound

    try:
        find_lexer_class_by_name(word)
    except ClassNotFound:
        return False
    return True


def _distance(one: str, other: str) -> int:
    """Letters to put in, leave out, change, or swap with the next (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _quiet(lines: Sequence[str], at: int) -> int | None:
    """The last line of a comment, or of an element that holds text, that opens a line; or None."""
    match = _QUIET.match(lines[at].lstrip())
    if not match:
        return None
    end = "-->" if match[0] == "<!--" else f"</{match[1]}"
    return next((i for i in range(at, len(lines)) if end in lines[i].lower()), len(lines))


def _is_code(lines: Sequence[str], at: int, tab: int) -> bool:
    """Whether a line is indented so far that it is code."""
    width = _indent(lines[at], tab)
    if width < tab:
        return False
    for line in reversed(lines[:at]):
        here = _indent(line, tab)
        if not line.strip() or here >= width:
            continue
        if _HOLDER.match(line.strip()):
            return width - here >= 2 * tab
        if here < tab:
            return True
    return True


def _indent(line: str, tab: int) -> int:
    wide = line.expandtabs(tab)
    return len(wide) - len(wide.lstrip())
