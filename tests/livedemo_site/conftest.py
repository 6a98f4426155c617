"""A project with one small demo, and the Markdown extension on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.project import Project
from livedemo_site.site import Site
from markdown import Markdown

from tests.shared import Shared
from tests.sites.site import make

MATERIAL = (
    *("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *("pymdownx.details", "pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed"),
)


@dataclass(frozen=True)
class Rendered:
    """A page's HTML, with each figure as ``[name {inputs}]`` and each box as ``[mistake]``."""

    html: str
    short: str
    mistakes: list[str]

    @property
    def figures(self) -> list[tuple[str, dict[str, Any]]]:
        found = re.findall(r'<live-demo name="(.*?)".*? inputs="(.*?)"', self.html)
        return [(name, json.loads(unescape(inputs))) for name, inputs in found]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: Shared) -> Project:
    """Its store keeps what its demo shows: the same for the same inputs, so it is run once."""
    kept = shared("livedemo_site", lambda folder: None)
    monkeypatch.setenv("LIVEDEMO_STORE", str(kept))
    project = Project(make("base", tmp_path))
    project.refresh()
    return project


@pytest.fixture
def site(project: Project) -> Site:
    return Site(project)


@pytest.fixture
def render(project: Project, site: Site) -> Callable[..., Rendered]:
    """Renders a text as the page ``docs/page.md``, as MkDocs would: without its front matter."""

    def render(text: str, extensions: Sequence[str] = MATERIAL, url: str = "page/") -> Rendered:
        file = project.root / "docs" / "page.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        project.diagnostics.clear()
        extension = LiveDemoExtension(site)
        extension.page = Page(file, url)
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
        html = Markdown(extensions=[*extensions, extension]).convert(body)
        short = re.sub(r'<div class="ld-mistake".*?</div>', "[mistake]", html, flags=re.DOTALL)
        short = re.sub(r'<live-demo name="(.*?)".*?</live-demo>', r"[\1]", short, flags=re.DOTALL)
        return Rendered(html, short, [str(d) for d in project.diagnostics])

    return render
