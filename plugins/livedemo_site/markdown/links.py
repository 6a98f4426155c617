"""Links in the text that set a figure: ``[head 3](#attention?head=3)``.

The fragment is that of a figure's permalink: its id, and controls as a query. What is written is
checked when the site is built. A link within a page gets a plain anchor with the values beside
it; one to a figure on another page keeps its fragment, which the host does not get to see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode
from xml.etree import ElementTree as etree

from livedemo_export.store import Unwritable
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.inputs import plain, values_of
from livedemo_site.figures.crossings import missing
from livedemo_site.markdown.placeholders import Placeholders

_FIGURE = re.compile(r"(?P<path>[^#?]*)#(?P<id>[\w-]+)\?(?P<query>.*)", re.DOTALL)
_ELSEWHERE = re.compile(r"\w[\w+.-]*:|//")  # how an address of another site begins
_RAW = re.compile(r"<a\b[^>]*?\shref=([\"'])(?P<href>[^\"'>]*#[\w-]+\?[^\"'>]*)\1", re.IGNORECASE)
_WRITTEN = re.compile(r"[(<\s\"'](?P<href>[^()<>\s\"']*#[\w-]+\?[^()<>\s\"']+)")
GOES = "data-livedemo-goes"  # holds a fragment until the host has resolved the rest of a link


class Links(Treeprocessor):
    """Checks and completes the links of one page, once its figures are known."""

    def __init__(self, md: Markdown, placeholders: Placeholders) -> None:
        super().__init__(md)
        self.placeholders = placeholders

    def run(self, root: etree.Element) -> None:
        """Give each link its figure's plain anchor and, in ``data-sets``, the values."""
        placeholders, line_of = self.placeholders, self._lines()
        if file := placeholders.page.file:
            placeholders.site.crossings.figures[file] = dict(placeholders.figures)
        for parent in list(root.iter()):
            for link in list(parent):
                match = _match(link.get("href", "")) if link.tag == "a" else None
                if match:
                    here = Diagnostic(placeholders.path, line_of(match[0]), "")
                    if mistake := self._checked(link, match, here):
                        _tell(parent, link, mistake)
        for href in self._raw():
            if match := _match(href):
                here = Diagnostic(placeholders.path, line_of(match[0]), "")
                self._checked(etree.Element("a"), match, here)
        spans = "".join(f'<span id="{id}"></span>' for id in self._awaited())
        if spans:
            paragraph = etree.SubElement(root, "p")
            paragraph.text = self.md.htmlStash.store(f"<div hidden>{spans}</div>")

    def _raw(self) -> Iterator[str]:
        """The addresses of links in the page's raw HTML, other than ours."""
        for html in self.md.htmlStash.rawHtmlBlocks:
            if isinstance(html, str) and not html.startswith("<live-demo "):
                yield from (unescape(match["href"]) for match in _RAW.finditer(html))

    def _checked(
        self, link: etree.Element, match: re.Match[str], here: Diagnostic
    ) -> Mistake | None:
        """Complete one link, or say what is wrong with it."""
        placeholders, id, query = self.placeholders, match["id"], match["query"]
        page = placeholders.page
        to = page.target(unquote(match["path"])) if match["path"] else page.file
        here_too = not match["path"] or (to is not None and to == page.file)
        try:
            if here_too:
                # Where the figure is missing, no anchor: the host would tell it as well.
                link.set("href", f"#{id}" if id in placeholders.figures else "#")
                sets = self._values(id, self._demo(id, here), query, here)
                link.set("data-sets", json.dumps(sets, ensure_ascii=False))
                return None
            demo = self._demo_there(to, match, here)
            if demo is None:
                return None  # no page of ours, and what follows its # is not for us
            link.set("href", match["path"])
            sets = self._values(id, demo, query, here)
            link.set(GOES, f"{id}?{urlencode({key: plain(v) for key, v in sets.items()})}")
        except (Mistake, Unwritable) as error:
            if not here_too:
                link.set("href", match["path"])
            project = placeholders.project
            mistake = error if isinstance(error, Mistake) else project.halt(error)
            project.diagnostics.add(*mistake.diagnostics)
            return mistake
        return None

    def _demo(self, id: str, here: Diagnostic) -> str:
        names = self.placeholders.figures
        if id not in names:
            raise Mistake(missing(here, "this page", id, names))
        return names[id]

    def _demo_there(self, to: Path | None, match: re.Match[str], here: Diagnostic) -> str | None:
        """The demo of a figure on another page; None where the link is not one to a figure."""
        project, id = self.placeholders.project, match["id"]
        likely = id if id in project.demos else re.sub(r"-\d+$", "", id)
        if to is None:
            if likely not in project.demos:
                return None
            if self.placeholders.page.knows_all and not match["path"].endswith(".md"):
                raise Mistake(replace(here, cause=f'no page "{match["path"]}"'))
            return likely  # the host says that there is no such file
        known = self.placeholders.site.crossings.demo(here, to, project.show(to), id)
        return known or (likely if likely in project.demos else None)

    def _values(self, id: str, name: str, query: str, here: Diagnostic) -> dict[str, object]:
        _, demo = self.placeholders.project.usable(name, here)
        pairs = parse_qsl(query, keep_blank_values=True)
        texts = dict(pairs)
        if not pairs:
            raise Mistake(replace(here, cause=f"the link to {id} sets nothing after its ?"))
        if len(texts) < len(pairs):
            raise Mistake(replace(here, cause=f"the link to {id} sets a control twice"))
        return values_of(demo, name, texts, lambda _: here)

    def _lines(self) -> Callable[[str], int]:
        """Where each link stands in the page's file, in order; line 1 if it is not there."""
        file = self.placeholders.page.file
        text = _text(file).splitlines()
        seen: dict[str, int] = {}

        def line_of(link: str) -> int:
            # Neither the end nor the start of a longer one.
            whole = re.compile(rf"(?<![^\s(<\"'=]){re.escape(link)}(?=[)\s>\"']|$)")
            start = seen.get(link, 0)
            found = next((i for i in range(start, len(text)) if whole.search(text[i])), None)
            if found is None:
                return 1
            # Two on one line are told as one; the next line is looked at for a third.
            seen[link] = found + (len(whole.findall(text[found])) == 1)
            return found + 1

        return line_of

    def _awaited(self) -> Iterator[str]:
        """The ids that Zensical, which reads links as they are written, will look for on this page.

        They stand in the docs, on whichever page.
        """
        page = self.placeholders.page
        if page.file is None or page.docs is None or not self.placeholders.figures:
            return  # another host
        found: dict[str, None] = {}
        for file in sorted(page.docs.rglob("*.md")):
            for href in _hrefs(file, file.stat().st_mtime_ns):
                match = _match(href)
                if not match or match["id"] not in self.placeholders.figures:
                    continue
                other = replace(page, file=file)
                to = other.target(unquote(match["path"])) if match["path"] else file
                if to == page.file:
                    fragment = href.partition("#")[2]
                    # It takes an escaped ampersand in an id for something else than a plain one.
                    for each in (fragment, unquote(fragment)):
                        found[escape(each).replace("&amp;", "&")] = None
        yield from found


class Goals(Treeprocessor):
    """Gives links to other pages their fragments, when the host has resolved the pages."""

    def run(self, root: etree.Element) -> None:
        """After everyone else."""
        for link in root.iter("a"):
            if fragment := link.attrib.pop(GOES, ""):
                link.set("href", f"{link.get('href', '')}#{fragment}")


def _match(href: str) -> re.Match[str] | None:
    """The parts of a link to a figure's state on this site."""
    return None if _ELSEWHERE.match(href) else _FIGURE.fullmatch(href)


@lru_cache(4096)
def _hrefs(file: Path, changed: int) -> tuple[str, ...]:
    return tuple(match["href"] for match in _WRITTEN.finditer(_text(file)))


def _text(file: Path | None) -> str:
    if file is None or not file.is_file():
        return ""
    return file.read_text(encoding="utf-8-sig", errors="replace")


def _tell(parent: etree.Element, link: etree.Element, mistake: Mistake) -> None:
    """Put what is wrong behind the link, for a build that goes on."""
    said = etree.Element("strong", {"class": "ld-mistake-link"})
    said.text = " ".join(f" [{d.place}: {d.cause}]" for d in mistake.diagnostics)
    said.tail, link.tail = link.tail, None
    parent.insert(list(parent).index(link) + 1, said)
