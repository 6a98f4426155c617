"""What the documentation shows: every snippet is whole, and builds in a project of its own."""

from __future__ import annotations

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

import livedemo
import pytest
import yaml
from livedemo.views import View

from tests.shared import Shared

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^(`{3,})(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
WRITTEN = (".py", ".txt", ".html", ".js")


@dataclass(frozen=True)
class Snippet:
    """A fence of a page: its language, the file that it says it is, and what is in it."""

    page: str
    language: str
    file: str
    text: str


def snippets() -> Iterator[Snippet]:
    for page in PAGES:
        for _, language, file, text in FENCE.findall(page.read_text(encoding="utf-8")):
            yield Snippet(page.name, language, file, text)


ALL = list(snippets())


@pytest.mark.parametrize(
    "snippet", [s for s in ALL if s.language == "python"], ids=lambda one: one.file or one.page
)
def test_python_stands_in_a_file_and_is_whole(snippet: Snippet) -> None:
    assert snippet.file.endswith(".py"), (
        "a snippet of Python says which file it is, and is all of it"
    )
    tree = ast.parse(snippet.text)
    compile(tree, snippet.file, "exec")
    assert "…" not in snippet.text
    bound = {alias.asname or alias.name.partition(".")[0] for alias in _aliases(tree)}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    bound |= {n.name for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef)}
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    bound |= {n.id for n in names if isinstance(n.ctx, ast.Store)}
    known = bound | set(dir(__builtins__ if not isinstance(__builtins__, dict) else object))
    known |= set(__builtins__ if isinstance(__builtins__, dict) else ()) | {"__file__"}
    assert {n.id for n in names} <= known


def _aliases(tree: ast.AST) -> Iterator[ast.alias]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from node.names


@pytest.mark.parametrize(
    "snippet", [s for s in ALL if s.language == "yaml"], ids=lambda one: one.file or one.page
)
def test_yaml_is_yaml(snippet: Snippet) -> None:
    assert yaml.safe_load(snippet.text)


def project(folder: Path) -> None:
    """Write what the pages show, train what they train, and build it."""
    demos = []
    for snippet in ALL:
        path = folder / snippet.file
        if not snippet.file or path.exists() or path.suffix not in {*WRITTEN, ".md", ".yml"}:
            continue
        if path.suffix == ".yml" and path.name != "mkdocs.yml":
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(snippet.text, encoding="utf-8")
        if path.name == "demo.py":
            demos.append(path.parent.name)
    with (folder / "docs/index.md").open("a", encoding="utf-8") as page:
        page.writelines(f"\n```demo {name}\n```\n" for name in demos)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    for train in sorted(folder.rglob("train.py")):
        subprocess.run([sys.executable, train], cwd=folder, env=environment, check=True)
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(build, cwd=folder, env=environment, check=True)


@pytest.fixture(scope="session")
def page(shared: Shared) -> str:
    """The home page of a site made of all that the documentation shows."""
    folder = shared("docs", project)
    return (folder / "site/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "said",
    [
        "12 letters, 87 dots long.",  # the fence sets other values than the demo's own
        "6 letters, 46 dots long.",
        "149 mm in three months.",
        "90 degrees is nearest to east.",
        "Rare here: ottoman.",
        "3 times 3 is 9.",
        "Next comes zero.",
        "After 100 steps the slope is 1.5.",
    ],
)
def test_what_it_shows_is_what_readers_get(page: str, said: str) -> None:
    assert said in page


def test_no_figure_is_a_box_with_a_mistake(page: str) -> None:
    shown = {s.file for s in ALL if s.file.endswith("demo.py")}
    assert len(re.findall(r"<live-demo [^>]*data-state=", page)) == len(shown) + 1  # one twice


def test_every_view_is_in_the_table_with_its_arguments() -> None:
    text = (ROOT / "docs/controls-and-views.md").read_text(encoding="utf-8")
    for kind in classes(View):
        assert f"| `{signature(kind)}` |" in text


def test_every_control_is_in_the_table_with_its_arguments() -> None:
    text = (ROOT / "docs/controls-and-views.md").read_text(encoding="utf-8")
    for kind in classes(livedemo.controls.Control):
        shown = signature(kind).replace("(options={})", "(options)")
        assert f"| `{shown}` |" in text


def test_every_name_that_helps_is_there() -> None:
    """What `livedemo` exports is named in the pages for authors."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    words = set(re.findall(r"\w+", text))
    rare = {"Likely", "Step", "Run", "named", "readable", "seen", "split_note", "Piece", "Palette"}
    assert set(livedemo.__all__) - rare - {"Tensor"} <= words


def classes(base: type) -> list[Any]:
    found = [getattr(livedemo, name) for name in livedemo.__all__]
    return [f for f in found if inspect.isclass(f) and issubclass(f, base) and f is not base]


def signature(kind: Any) -> str:
    """As an author calls it: names, with plain defaults."""
    arguments = []
    for field in fields(kind):
        if field.name in ("label", "help"):
            continue
        if field.default is not MISSING:
            arguments.append(f"{field.name}={quoted(field.default)}")
        elif field.default_factory is not MISSING:
            arguments.append(f"{field.name}={{}}")
        else:
            arguments.append(field.name)
    return f"{kind.__name__}({', '.join(arguments)})"


def quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
