"""Footnotes as side notes: each stands behind the paragraph that refers to it first.

`page.css` sets it beside that paragraph where there is a margin, and below it where there is none.
A note that no paragraph refers to, but a heading or a table, stays at the page's end.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig


class Notes(Treeprocessor):
    """Moves what Python-Markdown's footnotes have put at the end."""

    def run(self, root: Element) -> None:
        """Move each note that has a paragraph."""
        for end in root.findall("div[@class='footnote']"):
            root.remove(end)
            listed = end.find("ol")
            assert listed is not None
            notes = {note.get("id", ""): note for note in listed}
            for number, note in enumerate(notes.values(), 1):
                note.set("value", str(number))
            for parent in list(root.iter()):
                for paragraph in parent.findall("p"):
                    found = [notes.pop(id) for id in _referred(paragraph) if id in notes]
                    if found:
                        for note in found:
                            listed.remove(note)
                            _without_way_back(note)
                        _place(parent, paragraph, found)
            if notes:
                root.append(end)


def _referred(paragraph: Element) -> Iterator[str]:
    """The notes' ids, each once."""
    links = paragraph.iterfind(".//a[@class='footnote-ref']")
    yield from dict.fromkeys(link.get("href", "").removeprefix("#") for link in links)


def _place(parent: Element, paragraph: Element, notes: list[Element]) -> None:
    """Put paragraph and notes into one box."""
    box = Element("div", {"class": "noted"})
    box.tail, paragraph.tail = paragraph.tail, "\n"
    parent[list(parent).index(paragraph)] = box
    box.append(paragraph)
    SubElement(box, "ol", {"class": "notes"}).extend(notes)


def _without_way_back(note: Element) -> None:
    """Its text is at hand: no link leads back there."""
    for part in note.iter():
        for link in part.findall("a[@class='footnote-backref']"):
            part.remove(link)
        part.text = (part.text or "").replace(NBSP_PLACEHOLDER, "")
        part.tail = (part.tail or "").replace(NBSP_PLACEHOLDER, "")


class NotesExtension(Extension):
    """Comes after the extension `footnotes`."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run when that is done with its notes."""
        md.treeprocessors.register(Notes(md), "notes", 12)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Called by MkDocs."""
    extensions: list[Any] = config.markdown_extensions
    extensions.append(NotesExtension())
    return config
