"""The fences of a page, the placeholders that stand for them, and what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from livedemo_export.store import Unwritable
from livedemo_export.suggest import nearest
from markdown import Markdown

from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.diagnostics import Diagnostic, Mistake, box
from livedemo_site.fences.author_lines import lines_of
from livedemo_site.fences.find import Fence, find
from livedemo_site.fences.inputs import inputs_of
from livedemo_site.fences.options import Options, parse
from livedemo_site.figures.waiting import Waiting
from livedemo_site.lists import agreement_table
from livedemo_site.lists.catalogue import catalogue, pages
from livedemo_site.lists.gallery import gallery
from livedemo_site.site import Site

CAPTION = "<!--livedemo:caption-->"  # stands in the figure where the page's parser puts it


@dataclass(frozen=True)
class Page:
    """The page that is being rendered, as far as the host tells.

    Attributes:
        file: its Markdown file.
        url: its address, relative to the site's root, "" for the front page; None: not known.
        order: the Markdown files of all pages in the order of reading.
    """

    file: Path | None = None
    url: str | None = None
    order: tuple[Path, ...] = ()


class Placeholders:
    """The fences of one page by the placeholder that stands for each."""

    def __init__(self, md: Markdown, site: Site, current: Callable[[], Page | None]) -> None:
        self.md, self.site, self.project, self.current = md, site, site.project, current
        self.fences: dict[str, tuple[Fence, int]] = {}
        self.figures: dict[str, str] = {}  # the demo of each figure on the page, by the figure's id
        self.pattern = re.compile("(?!)")

    def swap(self, lines: list[str]) -> list[str]:
        """Swap the fences in ``lines`` for placeholders."""
        self.fences.clear()
        self.figures.clear()
        fences = list(find(lines, self.md.tab_length))
        word = "livedemofence"
        while any(word in line for line in lines):
            word += "x"  # the text may speak of us
        self.pattern = re.compile(rf"{word}\d+z")
        numbers = lines_of(fences, self.page.file, self.md.tab_length)
        swapped: list[str] = []
        at = 0
        for i, (fence, number) in enumerate(zip(fences, numbers, strict=True)):
            placeholder = f"{word}{i}z"
            self.fences[placeholder] = (fence, number)
            swapped += [*lines[at : fence.first], fence.prefix + placeholder]
            at = fence.last + 1
        return swapped + lines[at:]

    def restore(self, text: str, escape: Callable[[str], str] = str) -> str:
        """Put the fences back as text, with the indentation that their placeholders have by now."""

        def source(match: re.Match[str]) -> str:
            before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            indent = re.sub(r"[^>\s]", " ", before)
            return escape(f"\n{indent}".join(self.fences[match[0]][0].source))

        return self.pattern.sub(source, text)

    @property
    def page(self) -> Page:
        """The page, as the host says, or as Zensical leaves it among the preprocessors."""
        if (page := self.current()) is not None:
            return page
        if "rendering_context" in self.md.preprocessors:
            context: Any = self.md.preprocessors["rendering_context"]
            docs = str(context.config.get("docs_dir", "docs"))
            return Page(self.project.root / docs / context.page.path, context.page.url)
        return Page()

    @property
    def path(self) -> str:
        """The page's file as its author knows it."""
        file = self.page.file
        return self.project.show(file) if file else "Markdown"

    def html(self, placeholder: str) -> tuple[str, str, str]:
        """The figure, with a placeholder for its caption; the caption; and the figure's id.

        Or a box and no caption; for a list, nothing but what the page's parser reads.
        """
        fence, line = self.fences[placeholder]
        page, id = self.page, ""
        here = Diagnostic(self.path, line, "")
        options = parse(fence.options)
        try:
            if fence.problem:
                known = nearest(fence.name, self.project.demos) if "NAME" in fence.problem else ""
                raise Mistake(replace(here, cause=fence.problem, choices=known))
            if fence.word != "demo":
                return CAPTION, self._list(fence, page, here), ""
            id = self._id(fence.name)
            return self._figure(fence.name, id, options, here, page.url), options.caption, id
        except Mistake as error:
            mistake = error
        except Unwritable as error:
            mistake = self.project.halt(error)
        except Waiting as waiting:
            return waiting.box(self.project.sentences, id), "", id
        self.project.diagnostics.add(*mistake.diagnostics)
        return box(mistake.diagnostics), "", ""

    def _list(self, fence: Fence, page: Page, here: Diagnostic) -> str:
        """The Markdown that any fence but a figure's stands for."""
        raw = self.md.htmlStash.store
        if fence.name:
            table, notes = agreement_table.of_one(self.project, fence.name, here)
            return f"{raw(table)}\n\n{notes}" if table else notes
        if page.file is None:
            cause = "this list needs a host that tells which page it stands on"
            raise Mistake(replace(here, cause=cause))
        if fence.word == "models":
            return catalogue(self.project, page.file, page.order, here)
        if fence.word == "agreement":
            names = [path.stem for path in pages(self.project, page.file, page.order)]
            return raw(agreement_table.of_all(self.project, names, here))
        try:
            return gallery(self.site, page.file, page.url, page.order, raw)
        except NoRuntime as error:
            raise Mistake(replace(here, cause=str(error))) from None

    def _id(self, name: str) -> str:
        """A new figure's id: its demo's name, numbered from the second on."""
        id, number = name, 1
        while id in self.figures:
            number += 1
            id = f"{name}-{number}"
        self.figures[id] = name
        return id

    def _figure(
        self, name: str, id: str, options: Options, here: Diagnostic, url: str | None
    ) -> str:
        problems = [
            replace(here, line=here.line + 1 + p.line, cause=p.cause, choices=p.choices)
            for p in options.problems
        ]
        try:
            _, demo = self.project.usable(name, here)
            inputs = inputs_of(demo, name, options.values, here)
            caption = CAPTION if options.caption else ""
            html = "" if problems else self.site.figure(name, inputs, here, url, caption, id)
        except Mistake as mistake:
            found = (*mistake.diagnostics, *problems)
            raise Mistake(*sorted(found, key=lambda d: (d.path, d.line))) from None
        if problems:
            raise Mistake(*problems)
        return html
