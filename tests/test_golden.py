"""Each demo holds what ``livedemo test`` asks; ``--update`` writes its golden view anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_site.demos.discovery import ROOM
from livedemo_site.project import Project
from livedemo_site.site import Site
from livedemo_site.testing.run import Tests

ROOT = Path(__file__).parents[1]
DEMOS = sorted(path.parent.name for path in (ROOT / ROOM).glob("*/demo.py"))


@pytest.fixture(scope="module")
def site() -> Site:
    site = Site(Project(ROOT))
    site.refresh()
    return site


@pytest.mark.parametrize("name", DEMOS)
def test_a_demo(site: Site, name: str, update: bool) -> None:
    site.project.diagnostics.clear()
    site.project.choose([name])
    assert Tests(site, update, browser=False, say=print).run() == 1
    assert [str(each) for each in site.project.diagnostics] == []
