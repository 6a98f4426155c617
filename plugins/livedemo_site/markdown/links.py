"""Links in the text that set a figure: ``[head 3](#attention?head=3)``.

The fragment is that of a figure's permalink: its id, and controls as a query. What is written is
checked when the site is built, and the page gets a plain anchor with the values beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl
from xml.etree import ElementTree as etree

from livedemo_export.store import Unwritable
from livedemo_export.suggest import nearest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.inputs import values_of
from livedemo_site.markdown.placeholders import Placeholders

_FIGURE = re.compile(r"#(?P<id>[\w-]+)\?(?P<query>.*)", re.DOTALL)


class Links(Treeprocessor):
    """Checks and completes the links of one page, once its figures are known."""

    def __init__(self, md: Markdown, placeholders: Placeholders) -> None:
        super().__init__(md)
        self.placeholders = placeholders

    def run(self, root: etree.Element) -> None:
        """Give each link its figure's plain anchor and, in ``data-sets``, the values."""
        line_of = self._lines()
        for parent in list(root.iter()):
            for link in list(parent):
                match = _FIGURE.fullmatch(link.get("href", "")) if link.tag == "a" else None
                if match:
                    here = Diagnostic(self.placeholders.path, line_of(match[0]), "")
                    link.set("href", f"#{match['id']}")
                    try:
                        sets = self._values(match["id"], match["query"], here)
                        link.set("data-sets", json.dumps(sets, ensure_ascii=False))
                    except (Mistake, Unwritable) as error:
                        project = self.placeholders.project
                        mistake = error if isinstance(error, Mistake) else project.halt(error)
                        project.diagnostics.add(*mistake.diagnostics)
                        _tell(parent, link, mistake)

    def _values(self, id: str, query: str, here: Diagnostic) -> dict[str, object]:
        names = self.placeholders.figures
        if id not in names:
            cause = f'no figure "{id}" on this page'
            raise Mistake(replace(here, cause=cause, choices=nearest(id, names)))
        _, demo = self.placeholders.project.usable(names[id], here)
        pairs = parse_qsl(query, keep_blank_values=True)
        texts = dict(pairs)
        if not pairs:
            raise Mistake(replace(here, cause=f"the link to {id} sets nothing after its ?"))
        if len(texts) < len(pairs):
            raise Mistake(replace(here, cause=f"the link to {id} sets a control twice"))
        return values_of(demo, names[id], texts, lambda _: here)

    def _lines(self) -> Callable[[str], int]:
        """Where each link stands in the page's file, in order; line 1 if it is not there."""
        file = self.placeholders.page.file
        text = _text(file).splitlines()
        seen: dict[str, int] = {}

        def line_of(link: str) -> int:
            whole = re.compile(
                rf"{re.escape(link)}(?=[)\s>\"']|$)"
            )  # not the start of a longer one
            start = seen.get(link, 0)
            found = next((i for i in range(start, len(text)) if whole.search(text[i])), None)
            if found is None:
                return 1
            # Two on one line are told as one; the next line is looked at for a third.
            seen[link] = found + (len(whole.findall(text[found])) == 1)
            return found + 1

        return line_of


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
