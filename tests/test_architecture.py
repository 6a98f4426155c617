"""Who may import what: the rules that keep the rooms apart, read off the syntax trees."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from livedemo_export.imports import imports
from livedemo_site.demos.requirements import parse

ROOT = Path(__file__).parents[1]
TORCH = {"torch", "transformers", "onnxscript", "safetensors"}
MKDOCS = {"mkdocs", "material", "properdocs", "zensical"}
SITE = MKDOCS | {"livedemo_site", "mkdocs_livedemo"}
STANDARD = set(sys.stdlib_module_names)

# Files -> what they may import besides the standard library (None: anything), and what never.
RULES: dict[str, tuple[set[str] | None, set[str]]] = {
    "plugins/livedemo/**/*.py": ({"livedemo", "jinja2", "markupsafe"}, set()),
    "demos/*/*.py": ({"livedemo", "jinja2", "markupsafe"}, set()),
    "plugins/livedemo_site/**/*.py": (None, TORCH | MKDOCS | {"mkdocs_livedemo"}),
    "plugins/mkdocs_livedemo/**/*.py": (None, TORCH),
    "export/livedemo_export/**/*.py": (
        None,
        MKDOCS | {"mkdocs_livedemo", "livedemo_site", "workshop"},
    ),
    "export/workshop/**/*.py": (None, MKDOCS | {"mkdocs_livedemo", "livedemo_site"}),
    "export/models/*/*.py": (None, MKDOCS | {"livedemo_site", "mkdocs_livedemo"}),
}
# Build-time files of a demo that owns its model: torch is what they are for.
BUILD_TIME = tuple(f"demos/*/{n}.py" for n in ("model", "graphs", "make", "train", "data"))
# What a warm build reads the store with.
TORCH_FREE = ("ensure", "errors", "find", "key", "manifest", "session", "store", "suggest")


def absolute(path: Path) -> Iterator[tuple[str, int]]:
    """Each absolute import that runs, with its line; those for the type checker alone do not."""
    for each in imports(ast.parse(path.read_bytes())):
        if not each.level:
            yield each.module.partition(".")[0], each.line


def wheels(folder: Path) -> set[str]:
    """What a demo's requirements name, as modules."""
    file = folder / "requirements.txt"
    asked = parse(file.read_text(encoding="utf-8")).asked if file.is_file() else ()
    return {one.name.replace("-", "_") for one in asked}


@pytest.mark.parametrize("pattern", RULES)
def test_imports(pattern: str) -> None:
    allowed, forbidden = RULES[pattern]
    wrong = []
    for path in sorted(ROOT.glob(pattern)):
        name = path.relative_to(ROOT).as_posix()
        if any(fnmatch(name, build_time) for build_time in BUILD_TIME):
            continue
        if (
            name == "plugins/livedemo_site/browser/worker/worker.py"
        ):  # runs in the browser, on Pyodide
            continue
        own = wheels(path.parent)
        for module, line in absolute(path):
            strange = allowed is not None and module not in allowed | own | STANDARD
            if strange or module in forbidden:
                wrong.append(f"{name}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_the_store_is_read_without_torch() -> None:
    """These modules, and what they import of their own package, run in every warm build."""
    package = ROOT / "export/livedemo_export"
    waiting, seen, wrong = list(TORCH_FREE), set(), []
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = package / f"{name}.py"
        wrong += [f"{name}:{line}" for module, line in absolute(path) if module in TORCH | {"onnx"}]
        for each in imports(ast.parse(path.read_bytes())):
            if each.module.startswith(f"{package.name}."):
                waiting.append(each.module.removeprefix(f"{package.name}."))
    assert not wrong, "\n".join(wrong)


def test_one_file_imports_the_inference_runtime_of_the_browser() -> None:
    browser = ROOT / "plugins/livedemo_site/browser"
    users = [p.name for p in browser.rglob("*.js") if "ort.env" in p.read_text(encoding="utf-8")]
    assert users == ["ort-session.js"]


def test_no_test_asks_a_clock() -> None:
    """Tests count, and wait for states, a deadline being the last resort; benchmarks tell times."""
    clocks = {"perf_counter", "process_time", "wait_for_timeout"}
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted(ROOT.glob("tests/**/*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in clocks
    ]
    assert asked == []


def test_one_place_of_the_tests_imports_from_a_folder() -> None:
    """Models have modules of the same names: whoever imports some must take them away again."""
    users = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.glob("tests/**/*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path"
    ]
    assert {*users} == {"tests/folder.py"}


def test_no_style_of_a_figure_hangs_on_what_is_in_its_result() -> None:
    """With :has() on an ancestor of a result, each change of it styles the whole figure anew."""
    above = re.compile(r"(?:\.ld-figure|live-demo|figure|article)[^\s,{]*:has\((?!>)")
    sheets = [
        sheet
        for folder in ("plugins", "demos", "docs")
        for sheet in sorted((ROOT / folder).rglob("*.css"))
        if "runtime" not in sheet.relative_to(ROOT).parts
    ]
    assert len(sheets) > 20
    assert [str(sheet) for sheet in sheets if above.search(sheet.read_text("utf-8"))] == []
