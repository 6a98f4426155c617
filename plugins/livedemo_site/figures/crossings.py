"""Which figures stand on which page, for links from one page to a figure on another.

A page may be linked to before it is rendered. What its file says is then believed where the file
alone decides; where other text comes in, the end of the build tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from livedemo_export.suggest import nearest

from livedemo_site.demos.discovery import ROOM
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.find import find

_BROUGHT = re.compile(r"\{[{%!]|-+8<-+")  # macros, snippets and included files


def numbered(name: str, taken: Mapping[str, str]) -> str:
    """The id of another figure of a demo: its name, numbered from the second on."""
    id, number = name, 1
    while id in taken:
        number += 1
        id = f"{name}-{number}"
    return id


def own_page(name: str) -> Path:
    """What stands for a demo's own page, which has no file."""
    return Path(ROOM) / name


def target(file: Path, path: str) -> Path | None:
    """The Markdown file of the page that ``path``, as a link in ``file`` has it, leads to.

    None where there is no such file. A page ``a.md`` may be served as ``a/`` or as ``a.html``.
    """
    if path.endswith(".md"):
        found = (file.parent / path).resolve()
        return found if found.is_file() else None
    if path.startswith("/"):
        return None
    name = path.removesuffix("index.html").removesuffix(".html")
    inner = file.parent if file.stem in {"index", "README"} else file.with_suffix("")
    for base in (inner, file.parent):
        there = (base / name).resolve()
        for found in (there.with_name(f"{there.name}.md"), there / "index.md"):
            if found.is_file():
                return found
    return None


@dataclass
class Crossings:
    """The figures of rendered pages by id, and the links to them.

    Attributes:
        figures: the demo of each figure, by its page's file and its id.
        links: where a link stands, the page it leads to, what that is called, and the figure's id.
    """

    figures: dict[Path, dict[str, str]] = field(default_factory=dict)
    links: dict[tuple[Diagnostic, Path, str, str], None] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all pages."""
        self.figures.clear()
        self.links.clear()

    def demo(self, here: Diagnostic, page: Path, shown: str, id: str) -> str | None:
        """The demo of the figure ``id`` on ``page``; None where only the end of the build tells.

        A `Mistake` ``here`` where there is no such figure.
        """
        figures, whole = self.figures.get(page), True
        if page.parent == Path(ROOM):
            figures = {page.name: page.name}
        elif figures is None:
            figures, whole = _written(page)
            self.links[here, page, shown, id] = None
        if id in figures or not whole:
            return figures.get(id)
        self.links.pop((here, page, shown, id), None)
        raise Mistake(missing(here, shown, id, figures))

    def wrong(self) -> list[Diagnostic]:
        """What is wrong with links to pages that came later, now that all are rendered."""
        return [
            missing(here, shown, id, self.figures[page])
            for here, page, shown, id in self.links
            if page in self.figures and id not in self.figures[page]
        ]


def missing(here: Diagnostic, page: str, id: str, figures: Mapping[str, str]) -> Diagnostic:
    """No such figure on ``page``, which is what the author calls it."""
    return replace(here, cause=f'no figure "{id}" on {page}', choices=nearest(id, figures))


def _written(page: Path) -> tuple[dict[str, str], bool]:
    """The figures whose fences stand in a page's file, and whether these are all of them."""
    try:
        text = page.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return {}, False
    figures: dict[str, str] = {}
    for fence in find(text.splitlines()):
        if fence.word == "demo" and not fence.problem:
            figures[numbered(fence.name, figures)] = fence.name
    return figures, not _BROUGHT.search(text)
