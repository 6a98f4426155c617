"""The fences of a page, the placeholders that stand for them, and what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from livedemo.demo import Demo
from livedemo.files import NotText
from livedemo_export.store import Unwritable
from livedemo_export.suggest import nearest
from markdown import Markdown

from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.diagnostics import Diagnostic, Mistake, box
from livedemo_site.fences.author_lines import TEMPLATE, Origins, Place
from livedemo_site.fences.find import Fence, find
from livedemo_site.fences.inputs import inputs_of, quoted
from livedemo_site.fences.near import near
from livedemo_site.fences.options import Options, parse
from livedemo_site.fences.shared import Shared
from livedemo_site.figures.crossings import numbered, target
from livedemo_site.figures.waiting import Waiting
from livedemo_site.lists import agreement_table
from livedemo_site.lists.catalogue import catalogue, pages
from livedemo_site.lists.gallery import gallery
from livedemo_site.pictures.thumbnail import img
from livedemo_site.site import Site

# Where a fence in raw HTML is meant as text.
_TEXTS = re.compile(
    r"<!--.*?-->|<(pre|code|script|style|textarea|template)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_OPENED = re.compile(r"<([a-zA-Z][\w-]*)[^<>]*>")
CAPTION = "<!--livedemo:caption-->"  # stands in the figure where the page's parser puts it


@dataclass(frozen=True)
class Page:
    """The page that is being rendered, as far as the host tells.

    Attributes:
        file: its Markdown file.
        url: its address, relative to the site's root, "" for the front page; None: not known.
        order: the Markdown files of all pages in the order of reading.
        docs: the folder of all pages, where the host checks links as they are written.
        find: the Markdown file of the page that the path of a link on this page leads to, for a
            host that knows all pages; `crossings.own_page` for a demo's own.
        unfilled: whether templates in its text, ``{{ … }}``, are still to be filled in.
    """

    file: Path | None = None
    url: str | None = None
    order: tuple[Path, ...] = ()
    unfilled: bool = False
    docs: Path | None = None
    find: Callable[[str], Path | None] | None = None

    @property
    def knows_all(self) -> bool:
        """Whether a page that `target` does not know does not exist."""
        return self.find is not None

    def target(self, path: str) -> Path | None:
        """The Markdown file of the page that ``path``, as a link on this page has it, leads to."""
        if self.find:
            return self.find(path)
        return target(self.file, path) if self.file else None


class Placeholders:
    """The fences of one page by the placeholder that stands for each."""

    def __init__(self, md: Markdown, site: Site, current: Callable[[], Page | None]) -> None:
        self.md, self.site, self.project, self.current = md, site, site.project, current
        self.fences: dict[str, tuple[Fence, Place]] = {}
        self.figures: dict[str, str] = {}  # the demo of each figure on the page, by the figure's id
        self.shared = Shared()
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
        places = self.origins.fences(fences)
        self.shared = Shared.of(
            (f"{self.show(place.file)}:{place.line}", parse(fence.options))
            for fence, place in zip(fences, places, strict=True)
            if fence.word == "demo" and not fence.problem
        )
        self._tell_near(lines)
        swapped: list[str] = []
        at = 0
        for i, (fence, place) in enumerate(zip(fences, places, strict=True)):
            placeholder = f"{word}{i}z"
            self.fences[placeholder] = (fence, place)
            swapped += [*lines[at : fence.first], fence.prefix + placeholder]
            at = fence.last + 1
        return swapped + lines[at:]

    def _tell_near(self, lines: list[str]) -> None:
        """Record what was meant as a fence of ours and is none."""
        for miss in near(lines, self.project.demos, self.md.tab_length):
            if self.page.unfilled and TEMPLATE.search(lines[miss.line]):
                continue
            place = self.origins.line(lines[miss.line], miss.line)
            told = Diagnostic(self.show(place.file), place.line, miss.cause)
            self.project.diagnostics.add(told)

    def tell_html(self, html: str) -> None:
        """Record the fences that ended up as text within a page's raw HTML."""
        quiet = [match.span() for match in _TEXTS.finditer(html)]
        for match in self.pattern.finditer(html):
            if any(start < match.start() < end for start, end in quiet):
                continue
            fence, place = self.fences[match[0]]
            inside = _OPENED.findall(html[: match.start()])
            around = f"<{inside[-1]}>" if inside else "an element"
            cause = f"this fence stands inside of HTML ({around}), where no Markdown is read"
            cure = (
                'Give the element, and each around it, the attribute markdown="block" (for the '
                "extension md_in_html), or put the figure outside of it"
            )
            here = Diagnostic(self.show(place.file), place.line, cause, f"{cure}.")
            if fence.name in self.project.demos or fence.word != "demo" or fence.problem:
                self.project.diagnostics.add(here)

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
            docs = self.project.root / str(context.config.get("docs_dir", "docs"))
            return Page(docs / context.page.path, context.page.url, docs=docs)
        return Page()

    @property
    def origins(self) -> Origins:
        """The files that the page's text comes from."""
        file, root = self.page.file, self.project.root
        above = [folder for folder in file.parents if folder.is_relative_to(root)] if file else []
        named = [
            Path(str(base))
            for each in self.md.preprocessors  # that of pymdownx.snippets
            for base in getattr(each, "base_path", ())
        ]
        return Origins(file, (*above, root, *named), self.md.tab_length)

    @property
    def path(self) -> str:
        """The page's file as its author knows it."""
        return self.show(self.page.file)

    def show(self, file: Path | None) -> str:
        """A file of the page's text as its author knows it."""
        return self.project.show(file) if file else "Markdown"

    def html(self, placeholder: str) -> tuple[str, str, str]:
        """The figure, with a placeholder for its caption; the caption; and the figure's id.

        Or a box and no caption; for a list, nothing but what the page's parser reads.
        """
        fence, place = self.fences[placeholder]
        page, id = self.page, ""
        here = Diagnostic(self.show(place.file), place.line, "")
        if page.unfilled and (left := _judged(fence)) is not fence:
            if left is None:
                return "", "", ""
            fence = left
        options = parse(fence.options)
        try:
            if fence.problem:
                known = nearest(fence.name, self.project.demos) if "NAME" in fence.problem else ""
                raise Mistake(replace(here, cause=fence.problem, choices=known))
            if fence.word == "picture":
                return self._picture(fence.name, options, here, page.url), "", ""
            if fence.word != "demo":
                return CAPTION, self._list(fence, page, here), ""
            id = self._id(fence.name)
            return self._figure(fence.name, id, options, here, page.url), options.caption, id
        except Mistake as error:
            mistake = error
        except Unwritable as error:
            mistake = self.project.halt(error)
        except NotText as error:  # a card, or what else a list is made of
            file = self.show(Path(error.filename)) if error.filename else here.path
            mistake = Mistake(Diagnostic(file, error.lineno or 1, error.msg))
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
        id = numbered(name, self.figures)
        self.figures[id] = name
        return id

    def _figure(
        self, name: str, id: str, options: Options, here: Diagnostic, url: str | None
    ) -> str:
        problems = _problems(options, here)
        try:
            _, demo = self.project.usable(name, here)
            problems += self._sharing(demo, name, options, here)
            inputs = inputs_of(demo, name, self.shared.filled(options), here)
            for key, option in options.values.items():
                if quoted(option.value):
                    line = here.line + 1 + option.line
                    cause = (
                        f"the quotes are part of {key}, as a reader sees it: a value is taken as "
                        f"it stands. Without them, write {key}: {option.value[1:-1]}"
                    )
                    self.project.diagnostics.hint(replace(here, line=line, cause=cause))
            caption = CAPTION if options.caption else ""
            html = (
                ""
                if problems
                else self.site.figure(
                    name, inputs, here, url, caption, id, options.width, shared=[*options.shared]
                )
            )
        except Mistake as mistake:
            found = (*mistake.diagnostics, *problems)
            raise Mistake(*sorted(found, key=lambda d: (d.path, d.line))) from None
        if problems:
            raise Mistake(*problems)
        return html

    def _sharing(
        self, demo: Demo, name: str, options: Options, here: Diagnostic
    ) -> list[Diagnostic]:
        """What is wrong with the controls that a figure shares."""
        found = []
        for control, line in options.shared.items():
            if control not in demo.controls:
                known = nearest(control, demo.controls)
                cause = f'{name} has no control "{control}" to share'
                found.append(replace(here, line=here.line + 1 + line, cause=cause, choices=known))
            elif problem := self.shared.problem(control, options):
                found.append(replace(here, line=here.line + 1 + problem[0], cause=problem[1]))
        return found

    def _picture(self, name: str, options: Options, here: Diagnostic, url: str | None) -> str:
        """What a demo shows, as an ornament of the page."""
        if problems := _problems(options, here):
            raise Mistake(*problems)
        if options.caption or options.width or options.shared:
            raise Mistake(
                replace(here, cause="a picture has neither caption nor width, and shares nothing")
            )
        _, demo = self.project.usable(name, here)
        try:
            place = self.site.picture(name, inputs_of(demo, name, options.values, here))
        except NoRuntime as error:
            raise Mistake(replace(here, cause=str(error))) from None
        return f'<div class="ld-beside-text">{img(place, url)}</div>' if place else ""


def _problems(options: Options, here: Diagnostic) -> list[Diagnostic]:
    """The lines of a fence that are no options."""
    return [
        replace(here, line=here.line + 1 + p.line, cause=p.cause, choices=p.choices)
        for p in options.problems
    ]


def _judged(fence: Fence) -> Fence | None:
    """What can be said of a fence before templates in it are filled; None for nothing."""
    if not any(TEMPLATE.search(line) for line in fence.source):
        return fence
    statement = any("{%" in line for line in fence.source)
    if statement or fence.problem or TEMPLATE.search(fence.source[0]):
        return None
    # an empty line keeps the others' numbers
    lines = tuple("" if TEMPLATE.search(line) else line for line in fence.options)
    return replace(fence, options=lines)
