"""A page with many figures is computed once: each of its states."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from livedemo_export.manifest import Manifest
from livedemo_site.demos.discovery import Found
from livedemo_site.figures.prerender import Prerender
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.project import Project
from livedemo_site.runs.process import Answer
from livedemo_site.runs.runs import Runs
from livedemo_site.site import Site
from markdown import Markdown

from tests.browser.chapter import DOCS, ROOT, pages

URL = "text-becomes-numbers/"
EXTENSIONS = ("attr_list", "footnotes", "md_in_html")


def test_a_page_is_prerendered_only_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: Counter[tuple[str, str]] = Counter()
    run = Runs.twice

    def counted(
        self: Runs, found: Found, models: Mapping[str, Manifest], inputs: Mapping[str, Any]
    ) -> Answer:
        runs[found.name, json.dumps(inputs, sort_keys=True)] += 1
        return run(self, found, models, inputs)

    monkeypatch.setattr(Runs, "twice", counted)
    project = Project(ROOT)
    site = Site(project)
    project.kept = Prerender(tmp_path)  # which holds nothing yet
    site.refresh()
    project.models()  # their export is no part of this
    file = DOCS / f"{URL.rstrip('/')}.md"
    extension = LiveDemoExtension(site)
    extension.page = Page(file, URL)

    def render() -> str:
        markdown = Markdown(extensions=[*EXTENSIONS, extension])
        return markdown.convert(file.read_text(encoding="utf-8"))

    html = render()
    assert html.count("</live-demo>") == len(pages()[URL])
    assert len(runs) >= len(pages()[URL])
    assert max(runs.values()) == 1

    once = dict(runs)
    assert render() == html
    assert runs == once
    project.stop()
