"""What demos showed is kept, and made again where it was damaged; what a reader downloads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import pytest
from livedemo import Note, Slider, Views, demo
from livedemo_site.diagnostics import Diagnostic
from livedemo_site.figures.prerender import Prerender
from livedemo_site.project import Project
from livedemo_site.runs.last import last_frame
from livedemo_site.site import Site

runs: list[int] = []


@demo(claim="It counts.")
async def count(
    state: dict[str, Any], to: Annotated[int, Slider(0, 9)] = 3
) -> AsyncIterator[Views]:
    for i in range(to):
        state["i"] = i
        yield Note(f"{i}")


def result(folder: Path, digest: str, to: int, keys: Mapping[str, str]) -> Mapping[str, Any]:
    def make() -> Mapping[str, Any]:
        runs.append(to)
        frame = asyncio.run(last_frame(count, {"to": to}, {}))
        return {"html": frame.html, "state": frame.state, "graphs": {}}

    return Prerender(folder).result(digest, {"to": to}, keys, make)


def test_the_last_frame_is_shown_and_kept(tmp_path: Path) -> None:
    runs.clear()
    first = result(tmp_path, "digest", 4, {})
    assert ">3<" in first["html"] and first["state"] == {"i": 3}
    assert result(tmp_path, "digest", 4, {}) == first
    assert runs == [4]
    for digest, to, keys in [("other", 4, {}), ("digest", 5, {}), ("digest", 4, {"lm": "key"})]:
        result(tmp_path, digest, to, keys)
    assert runs == [4, 4, 5, 4]


def test_a_damaged_result_is_made_again(tmp_path: Path) -> None:
    first = result(tmp_path, "digest", 1, {})
    (file,) = tmp_path.iterdir()
    file.write_text("{")
    assert result(tmp_path, "digest", 1, {}) == first


def test_a_demo_that_shows_nothing() -> None:
    with pytest.raises(ValueError, match="yield at least once"):
        asyncio.run(last_frame(count, {"to": 0}, {}))


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
