"""The plan of a site's files: large ones in parts, and what a page is told of its demos."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from livedemo_site.assets import plan as module
from livedemo_site.project import Project
from livedemo_site.site import Site

PROJECT = Path(__file__).parents[1] / "browser" / "project"


def planned() -> tuple[module.Plan, dict[str, Any]]:
    """The plan of a small project, and its site.json."""
    site = Site(Project(PROJECT))
    site.refresh()
    text = site.plan.files[site.plan.app]
    assert isinstance(text, bytes)
    return site.plan, json.loads(text)


@pytest.mark.parametrize("largest", [100, 325, 326, 1000])
def test_a_file_that_is_too_large_for_hosts_comes_in_parts(
    largest: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole, told = planned()
    files = told["models"]["scale"]["files"]["graphs"]
    monkeypatch.setattr(module, "LARGEST", largest)
    plan, told = planned()
    plan.write(tmp_path, {})
    for graph, file in told["models"]["scale"]["files"]["graphs"].items():
        parts = file.get("parts", [file])
        assert (len(parts) > 1) == (file["bytes"] > largest)
        assert all(part["bytes"] <= largest for part in parts)
        assert max(p["bytes"] for p in parts) - min(p["bytes"] for p in parts) <= 1
        source = whole.files[files[graph]["url"]]
        assert isinstance(source, Path)
        written = [(tmp_path / module.PLACE / part["url"]).read_bytes() for part in parts]
        assert [len(data) for data in written] == [part["bytes"] for part in parts]
        assert b"".join(written) == source.read_bytes()
    listed = json.loads((tmp_path / module.PLACE / "manifest.json").read_text())["files"]
    assert all((tmp_path / module.PLACE / one["path"]).is_file() for one in listed)


def test_a_page_is_told_which_graphs_a_demo_runs_and_which_modules_draw() -> None:
    _, told = planned()
    assert told["demos"]["scale"]["graphs"] == {"model": ["run", "step"]}
    assert told["demos"]["echo"]["graphs"] == {}
    assert told["modules"] == ["pick", "space"]
