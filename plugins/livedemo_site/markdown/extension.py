"""The Markdown extension: a ``demo`` fence becomes a figure, wherever a fence may stand.

It works in three steps, so that it need not know what else is installed:

1. before anything else reads the text, each fence is swapped for one line that holds a placeholder,
   with the fence's own indentation: lists, admonitions, tabs and quotations treat it as theirs;
2. where such a placeholder reaches the block parser as a line of its own, the figure is put there;
3. where it ends up as code or as raw HTML, it was meant as text, and the text comes back.

Nothing here raises for an author's mistake, and a page that is rendered twice gives the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString, code_escape

from livedemo_site.figures.addresses import project_root
from livedemo_site.markdown.links import Goals, Links
from livedemo_site.markdown.placeholders import CAPTION, Page, Placeholders
from livedemo_site.site import Site


class LiveDemoExtension(Extension):
    """``markdown_extensions: [livedemo]``.

    A host that knows which page it renders sets ``page``, and ``site`` to share one; others
    get figures whose addresses ``livedemo build`` completes. Where pages are rendered out of
    turn, ``page_of`` tells whose text a parser has.
    """

    def __init__(self, site: Site | None = None, **options: Any) -> None:
        self.config = {
            "root": ["", "the folder that holds demos/; found upwards where left out"],
            "language": ["en", "what figures speak"],
            "sentences": ["", "a file in that folder: what they say in other words"],
        }
        super().__init__(**options)
        self.site = site
        self.page: Page | None = None
        self.page_of: Callable[[Markdown], Page | None] = lambda md: None

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the three steps."""
        site = self.site
        if site is None:
            site = Site.at(project_root(self.getConfig("root") or None))
            site.refresh()
            own = self.getConfig("sentences")
            site.project.speak(self.getConfig("language"), site.project.root / own if own else None)
        placeholders = Placeholders(md, site, lambda: self.page_of(md) or self.page)
        md.block_level_elements.append("live-demo")
        # After snippets (32) have pasted files in, before superfences may take fences with their
        # tabs (31.05), whitespace is normalised (30), and fences (25) or HTML (20) are read.
        md.preprocessors.register(_Swap(md, placeholders), "livedemo", 31.08)
        md.parser.blockprocessors.register(
            _Place(md, placeholders, anywhere=False), "livedemo", 110
        )
        md.parser.blockprocessors.register(
            _Place(md, placeholders, anywhere=True), "livedemo-deep", 18
        )
        md.treeprocessors.register(_RestoreCode(md, placeholders), "livedemo", 200)
        # Links (and with them attr_list's attributes) are read by 8; at 5 headings get their ids.
        md.treeprocessors.register(Links(md, placeholders), "livedemo-links", 7)
        md.treeprocessors.register(_Unname(md), "livedemo-ids", 4.5)
        # MkDocs, Zensical and Material's blog resolve links at 1 and 0.
        md.treeprocessors.register(Goals(md), "livedemo-goals", -1)
        md.postprocessors.register(_RestoreHtml(md, placeholders), "livedemo", 15)


class _Swap(Preprocessor):
    """Step 1."""

    def __init__(self, md: Markdown, placeholders: Placeholders) -> None:
        super().__init__(md)
        self.placeholders = placeholders

    def run(self, lines: list[str]) -> list[str]:
        return self.placeholders.swap(lines)


class _Place(BlockProcessor):
    """Step 2. First before all others, for placeholders that start a line: whatever stands around
    them (a table, a heading) must not swallow them. Then once more just before paragraphs, where
    an indented placeholder can only be the continuation of one.
    """

    def __init__(self, md: Markdown, placeholders: Placeholders, anywhere: bool) -> None:
        super().__init__(md.parser)
        self.md, self.placeholders, self.anywhere = md, placeholders, anywhere

    def _match(self, block: str) -> re.Match[str] | None:
        placeholder = self.placeholders.pattern.pattern
        few = f"[ ]{{0,{self.md.tab_length - 1}}}"
        before = "^[ ]*" if self.anywhere else rf"\A{few}|^"
        return re.search(rf"(?m)(?:{before})({placeholder})[ ]*$", block)

    def test(self, parent: etree.Element, block: str) -> bool:
        return self._match(block) is not None

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = self._match(block)
        assert match is not None
        before, after = block[: match.start()].strip("\n"), block[match.end() :].strip("\n")
        if before.strip():
            self.parser.parseBlocks(parent, [before])
        html, caption, id = self.placeholders.html(match[1])
        for i, part in enumerate(self._parts(parent, html, caption)):
            element = etree.SubElement(parent, "p")
            element.text = self.md.htmlStash.store(part)
            if id and not i:
                element.set("id", id)  # no heading takes it
        if after.strip():
            blocks.insert(0, after)

    def _parts(self, parent: etree.Element, html: str, caption: str) -> Iterator[str]:
        """The HTML before the caption, and that after it; between the two, the page's own parser
        reads the caption, so that links and footnotes in it work as everywhere else.
        """
        start, found, end = html.partition(CAPTION)
        if start:
            yield start
        if found:
            self.parser.state.set("livedemo")  # not a tight list's loose text
            self.parser.parseChunk(parent, caption)
            self.parser.state.reset()
            if end:
                yield end


class _Unname(Treeprocessor):
    """Takes the figures' ids off the paragraphs that hold their places: the figures have them."""

    def run(self, root: etree.Element) -> None:
        for paragraph in root.iter("p"):
            text = paragraph.text or ""
            if "id" in paragraph.attrib and HTML_PLACEHOLDER_RE.fullmatch(text):
                del paragraph.attrib["id"]


class _RestoreCode(Treeprocessor):
    """Step 3 for code, before anything colours it."""

    def __init__(self, md: Markdown, placeholders: Placeholders) -> None:
        super().__init__(md)
        self.placeholders = placeholders

    def run(self, root: etree.Element) -> None:
        for code in root.iter("code"):
            if code.text:
                code.text = AtomicString(self.placeholders.restore(code.text, code_escape))


class _RestoreHtml(Postprocessor):
    """Step 3 for raw HTML and comments."""

    def __init__(self, md: Markdown, placeholders: Placeholders) -> None:
        super().__init__(md)
        self.placeholders = placeholders

    def run(self, text: str) -> str:
        self.placeholders.tell_html(text)
        return self.placeholders.restore(text)


def makeExtension(**options: Any) -> LiveDemoExtension:
    """What Python-Markdown calls for ``livedemo_site.markdown.extension``."""
    return LiveDemoExtension(**options)
