"""What the flagship site holds, found as its build finds it: tests cover what is added to it.

Importing this looks at names of files only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from livedemo.demo import Demo
from livedemo_site.fences.find import find
from livedemo_site.project import Project

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMES = sorted(path.parent.name for path in ROOT.glob("demos/*/demo.py"))


def address(file: Path) -> str:
    """The address of a page of ``docs/``, from the site's root."""
    path = file.relative_to(DOCS).with_suffix("")
    if path.name == "index":
        path = path.parent
    return "" if path == Path() else f"{path.as_posix()}/"


#: All pages of ``docs/``, by their addresses.
PAGES = sorted(address(file) for file in DOCS.rglob("*.md"))


@cache
def demos() -> dict[str, Demo]:
    """All demos by name. One that can't be loaded is a failure."""
    project = Project(ROOT)
    project.refresh()
    for found in project.demos.values():
        assert found.demo, found.mistakes
    return {name: found.demo for name, found in project.demos.items() if found.demo}


@cache
def pages() -> dict[str, list[str]]:
    """The demos on each page that has figures, by the page's address from the site's root."""
    found: dict[str, list[str]] = {}
    for file in sorted(DOCS.rglob("*.md")):
        lines = file.read_text(encoding="utf-8").splitlines()
        names = [f.name for f in find(lines) if f.word == "demo" and f.name and not f.prefix]
        if names:
            found[address(file)] = names
    return found
