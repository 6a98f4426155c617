"""Where the fences of a page stand: in its own file, or in one that was pasted into it.

A Markdown extension sees the text after the host has cut off front matter, filled in templates and
pasted in other files, so its own line numbers are not the author's. The fences themselves are the
same in both: they are matched in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from livedemo_site.fences.find import Fence, find

TEXTS = {".md", ".markdown", ".mdown", ".mdx", ".txt"}
# What a template leaves to be filled in, and what may name a file that is to be pasted in.
TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_PASTES = re.compile(r"-+8<-+|\{%|\{\{|\{!|^\s*[!\[]+include\b")
_STATEMENT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_BLOCK = re.compile(r"\s*-+8<-+\s*")
_QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
_BARE = re.compile(r"-+8<-+\s+([^\s\"'][^\"'\n]*)|\{!\s*(.+?)\s*!\}|include\s+([^\s\]}\"']+)")
_PART = re.compile(r"(:[-_\d,]*)*(:[A-Za-z][-_\w]*)?$")  # lines or a section of a snippet


@dataclass(frozen=True)
class Place:
    """A line, from 1, of an author's file; of the text as it was read where no file holds it."""

    file: Path | None
    line: int


@dataclass
class Origins:
    """The files that a page is made of.

    Args:
        page: its own; None: not known.
        bases: the folders that the names of other files may be relative to.
        tab: columns between two stops of a tab.
    """

    page: Path | None
    bases: Sequence[Path] = ()
    tab: int = 4
    _others: list[Path] | None = field(default=None, repr=False)

    def fences(self, fences: Sequence[Fence]) -> list[Place]:
        """The place of each of the ``fences`` that were found in the page's text."""
        own = list(find(_lines(self.page), self.tab))
        pasted: dict[Path, list[Fence]] = {}
        used: set[tuple[Path, int]] = set()
        places = []
        start = 0
        for fence in fences:
            i = next((i for i in range(start, len(own)) if own[i].source == fence.source), None)
            if i is not None:
                start = i + 1
                places.append(Place(self.page, own[i].first + 1))
                continue
            i = next((i for i in range(start, len(own)) if _fills(own[i], fence)), None)
            if i is not None:
                start = i  # a template may give it several times
                places.append(Place(self.page, own[i].first + 1))
                continue
            places.append(self._pasted(fence, pasted, used))
        return places

    def line(self, text: str, number: int, start: int = 0) -> Place:
        """The place of one line of the page's text, its ``number`` from 0, not before ``start``."""
        for file in (self.page, *self.others):
            for i, line in enumerate(_lines(file)):
                if line.strip() == text.strip() and (file != self.page or i >= start):
                    return Place(file, i + 1)
        return Place(self.page, number + 1)

    @property
    def others(self) -> list[Path]:
        """The files that the page's own names, and those that these name."""
        if self._others is None:
            found: dict[Path, None] = {}
            own = self.page.resolve() if self.page else None
            waiting = [own] if own else []
            while waiting:
                for file in self._named(waiting.pop(0)):
                    if file != own and file not in found:
                        found[file] = None
                        waiting.append(file)
            self._others = list(found)
        return self._others

    def _named(self, file: Path) -> Iterator[Path]:
        for name in _names(_lines(file)):
            for base in dict.fromkeys((file.parent, *self.bases)):
                yield from _files(base, name)

    def _pasted(
        self, fence: Fence, pasted: dict[Path, list[Fence]], used: set[tuple[Path, int]]
    ) -> Place:
        tests: tuple[Callable[[Fence], bool], ...] = (
            lambda one: one.source == fence.source,
            lambda one: _fills(one, fence),
        )
        for same in tests:
            again = None
            for file in self.others:
                if file not in pasted:
                    pasted[file] = list(find(_lines(file), self.tab))
                for i, one in enumerate(pasted[file]):
                    if same(one):
                        place = Place(file, one.first + 1)
                        if (file, i) not in used:
                            used.add((file, i))
                            return place
                        again = again or place
            if again:  # a file that is pasted in twice
                return again
        return Place(self.page, fence.first + 1)


def _lines(file: Path | None) -> list[str]:
    if file is None or not file.is_file():
        return []
    return file.read_text(encoding="utf-8-sig", errors="replace").split("\n")


def _names(lines: Sequence[str]) -> Iterator[str]:
    """What may be names of files that are to be pasted in."""
    block = False
    for line in lines:
        if _BLOCK.fullmatch(line):
            block = not block
        elif block:
            yield line.strip()
        elif _PASTES.search(line):
            yield from _QUOTED.findall(line)
            yield from (name.strip() for found in _BARE.findall(line) for name in found if name)
    for statement in _STATEMENT.findall("\n".join(lines)):  # which may take several lines
        yield from _QUOTED.findall(statement)


def _files(base: Path, name: str) -> Iterator[Path]:
    for wanted in dict.fromkeys((name, _PART.sub("", name))):
        try:
            found = sorted(base.glob(wanted)) if "*" in wanted else [base / wanted]
            yield from (path.resolve() for path in found if path.is_file())
        except (OSError, ValueError, NotImplementedError):  # no path at all
            continue


def _fills(written: Fence, fence: Fence) -> bool:
    """Whether ``fence`` is what a template, or files pasted into it, made of ``written``."""
    source = "\n".join(written.source)
    if not (TEMPLATE.search(source) or _PASTES.search(source)):
        return False
    pasted = [_PASTES.match(line.strip()) and "8<" in line for line in written.source]
    lines = zip(written.source, pasted, strict=True)
    parts = [".*?" if whole else _filled(line) for line, whole in lines]
    return re.fullmatch("\n".join(parts), "\n".join(fence.source), re.DOTALL) is not None


def _filled(line: str) -> str:
    return ".*?".join(map(re.escape, TEMPLATE.split(line)))
