"""Demos run at build time: to the end, once for the same inputs, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from livedemo import Note, Say, Slider, Views, demo
from livedemo_site.diagnostics import Diagnostic
from livedemo_site.figures import prerender
from livedemo_site.figures.prerender import NeverEnds, Prerender, last_frame
from livedemo_site.project import Project
from livedemo_site.site import Site

runs: list[int] = []


@demo(claim="It counts.")
async def count(
    state: dict[str, Any], to: Annotated[int, Slider(0, 9)] = 3
) -> AsyncIterator[Views]:
    runs.append(to)
    for i in range(to):
        state["i"] = i
        yield Note(f"{i}")


@demo(claim="It never ends.")
async def endless() -> AsyncIterator[Views]:
    while True:
        yield Say("more")


def test_the_last_frame_is_shown_and_kept(tmp_path: Path) -> None:
    runs.clear()
    first = Prerender(tmp_path).frame(count, "digest", {"to": 4}, {}, dict)
    assert ">3<" in first.html and first.state == {"i": 3}
    assert Prerender(tmp_path).frame(count, "digest", {"to": 4}, {}, dict) == first
    assert runs == [4]
    for digest, to, keys in [("other", 4, {}), ("digest", 5, {}), ("digest", 4, {"lm": "key"})]:
        Prerender(tmp_path).frame(count, digest, {"to": to}, keys, dict)
    assert runs == [4, 4, 5, 4]


def test_a_damaged_result_is_made_again(tmp_path: Path) -> None:
    first = Prerender(tmp_path).frame(count, "digest", {"to": 1}, {}, dict)
    (file,) = tmp_path.iterdir()
    file.write_text("{")
    assert Prerender(tmp_path).frame(count, "digest", {"to": 1}, {}, dict) == first


def test_a_demo_that_shows_nothing_or_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="yield at least once"):
        asyncio.run(last_frame(count, {"to": 0}, {}))
    monkeypatch.setattr(prerender, "PATIENCE", 0.05)
    with pytest.raises(NeverEnds, match="still streaming"):
        asyncio.run(last_frame(endless, {}, {}))


def test_what_a_reader_downloads_is_weighed(project: Project, site: Site) -> None:
    here = Diagnostic("docs/page.md", 1, "")
    html = site.figure("hello-world", {"text": "a", "times": 1, "loud": False}, here, "")
    assert 4e6 < site.plan.sizes["hello-world"] < 7e6
    assert f'data-bytes="{site.plan.sizes["hello-world"]}"' in html


def test_more_of_the_standard_library_is_asked_for(project: Project, site: Site) -> None:
    size = site.plan.sizes["hello-world"]
    file = project.root / "demos/hello-world/demo.py"
    file.write_text(file.read_text().replace("from typing", "import statistics\nfrom typing"))
    site.refresh()
    assert b'"stdlib":"full"' in site.plan.files[site.plan.app]  # type: ignore[operator]
    assert site.plan.sizes["hello-world"] > size + 1e6


def test_data_travels_with_a_demo_and_the_golden_view_does_not(
    project: Project, site: Site
) -> None:
    folder = project.root / "demos/hello-world"
    before = site.plan.app
    (folder / "expected.html").write_text("x")
    site.refresh()
    assert site.plan.app == before
    (folder / "words.txt").write_text("x")
    site.refresh()
    assert site.plan.app != before
