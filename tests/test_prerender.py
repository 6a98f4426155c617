"""A page with many figures is computed once: each of its states, on one session for each graph."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from livedemo.demo import Demo, Frame
from livedemo.model import BaseModel
from livedemo_export.manifest import Manifest
from livedemo_export.session import open_session
from livedemo_export.store import Store
from livedemo_site.figures import prerender
from livedemo_site.figures.prerender import Prerender
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.project import Project
from livedemo_site.site import Site
from markdown import Markdown

from tests.browser.chapter import DOCS, ROOT, pages

URL = "text-becomes-numbers/"
EXTENSIONS = ("attr_list", "footnotes", "md_in_html")


def test_a_page_is_prerendered_only_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: Counter[tuple[str, str]] = Counter()
    run = prerender.last_frame

    async def counted(
        demo: Demo, inputs: Mapping[str, Any], models: Mapping[str, BaseModel]
    ) -> Frame:
        runs[demo.claim, json.dumps(inputs, sort_keys=True)] += 1
        return await run(demo, inputs, models)

    sessions: Counter[tuple[str, str]] = Counter()

    def opened(store: Store, manifest: Manifest, graph: str) -> Any:
        sessions[manifest.model, graph] += 1
        return open_session(store, manifest, graph)

    monkeypatch.setattr(prerender, "last_frame", counted)
    monkeypatch.setattr("livedemo_site.models.ort_model.open_session", opened)
    project = Project(ROOT)
    site = Site(project)
    site.results.kept = Prerender(tmp_path)  # which holds nothing yet
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
    assert max(runs.values()) == max(sessions.values()) == 1

    once = dict(runs)
    assert render() == html
    assert runs == once
