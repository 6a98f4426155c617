"""Each demo's first view is the one in its ``expected.html``; ``--update`` writes it anew."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from livedemo_site.demos.discovery import ROOM
from livedemo_site.figures.prerender import last_frame
from livedemo_site.project import Project
from livedemo_site.testing.compare import difference

ROOT = Path(__file__).parents[1]
DEMOS = sorted(path.parent.name for path in (ROOT / ROOM).glob("*/demo.py"))


@pytest.fixture(scope="module")
def project() -> Project:
    project = Project(ROOT)
    project.refresh()
    return project


@pytest.mark.parametrize("name", DEMOS)
def test_the_first_view_is_the_golden_one(project: Project, name: str, update: bool) -> None:
    found = project.demos[name]
    assert found.demo, found.mistakes
    frame = asyncio.run(last_frame(found.demo, found.demo.defaults, project.open(found.demo)))
    golden = found.folder / "expected.html"
    if update:
        golden.write_text(frame.html + "\n", encoding="utf-8")
    again = f"look at it, then run: pytest tests/test_golden.py -k {name} --update"
    assert golden.is_file(), f"no golden view yet; {again}"
    expected = golden.read_text(encoding="utf-8").removesuffix("\n")
    change = difference(expected, frame.html)
    assert change is None, f"{name} shows something else: {change}\nWhere that is right, {again}"
