"""Demos are found by path; what can't run in a browser is told before it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from livedemo_export.store import Store
from livedemo_site.demos.discovery import Demos, Found
from livedemo_site.demos.imports import STANDARD, scan
from livedemo_site.demos.wheels import Wheels
from livedemo_site.runtime_build import RUNTIME, Modules

DEMO = '''"""A question?"""
from livedemo import Say, Views, demo
{imports}
@demo(claim="It is said.")
async def said() -> Views:
    """Say it."""
    return Say("said")
'''


def write(root: Path, name: str = "one", imports: str = "", **files: str) -> Path:
    folder = root / "demos" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo.py").write_text(DEMO.format(imports=imports))
    for file, text in files.items():
        (folder / file.replace("_", ".")).write_text(text)
    return folder


def find(root: Path) -> dict[str, Found]:
    demos = Demos(root, Wheels(Store.open(root)))
    demos.refresh()
    return demos.found


def mistakes(root: Path) -> list[str]:
    return [str(mistake) for found in find(root).values() for mistake in found.mistakes]


def test_a_folder_is_a_demo(tmp_path: Path) -> None:
    write(tmp_path, "with-hyphens")
    write(tmp_path, "other")
    (tmp_path / "demos" / "no-demo").mkdir()
    found = find(tmp_path)
    assert list(found) == ["other", "with-hyphens"]
    assert all(each.demo and each.demo.question == "A question?" for each in found.values())
    assert not list(tmp_path.rglob("__pycache__"))  # whoever watches would take it for an edit


def test_only_what_changed_is_loaded_again(tmp_path: Path) -> None:
    one, two = write(tmp_path, "one"), write(tmp_path, "two")
    demos = Demos(tmp_path, Wheels(Store.open(tmp_path)))
    demos.refresh()
    before = dict(demos.found)
    (one / "expected.html").write_text("new")
    (two / "demo.py").write_text((two / "demo.py").read_text().replace("is said", "was said"))
    demos.refresh()
    assert demos.found["one"] is before["one"]
    changed = demos.found["two"].demo
    assert changed and changed.claim == "It was said."


def test_files_are_code_that_is_imported_and_data(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        imports="from .words import WORDS",
        words_py="from . import more\nWORDS = more.WORDS",
        more_py="WORDS = []",
        train_py="import torch",
        data_json="[]",
        expected_html="",
        weights_bin="",
    )
    files = find(tmp_path)["one"].files
    assert [f.name for f in files] == [
        *("demo.py", "words.py", "more.py"),  # in the order of their imports
        *("data.json", "weights.bin"),
    ]
    assert all(f.parent == folder for f in files)


@pytest.mark.parametrize(
    ("imports", "cause"),
    [
        ("import torch", "demo.py imports torch, which"),
        ("import numpy as np", "demo.py imports numpy, which"),
        ("import mkdocs.config", "demo.py imports mkdocs, which"),
        ("from subprocess import run", "demo.py imports subprocess, which"),
        ("from .model import build", "demo.py imports model.py, which"),
        ("from . import train", "demo.py imports train.py, which"),
        ("import hashlib as h\nx = h.scrypt", "demo.py uses hashlib.scrypt, which"),
        ("from time import tzset", "demo.py uses time.tzset, which"),
        ("import signal", "demo.py imports signal, which"),
        (
            "from .. import nothing",
            "demo.py imports from outside of its own folder, from 'nothing'",
        ),
        ("from ..two import demo", "demo.py imports from outside of its own folder"),
        ("def late():\n    import torch", "demo.py imports torch, which"),
    ],
)
def test_refused_imports(tmp_path: Path, imports: str, cause: str) -> None:
    write(tmp_path, imports=imports, model_py="import torch", train_py="import torch")
    (mistake,) = mistakes(tmp_path)
    line = 4 if "\n" in imports else 3
    assert mistake.startswith(f"demos/one/demo.py:{line}: {cause}")


def test_allowed_imports(tmp_path: Path) -> None:
    write(
        tmp_path,
        imports="import statistics\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import torch\n",
    )
    assert not mistakes(tmp_path)
    assert scan(tmp_path / "demos/one").standard == {"statistics", "typing"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = (", "demos/one/demo.py:1: demo.py is not Python: '(' was never closed"),
        ("x = 1", "demos/one/demo.py:1: the demo can't be loaded: demo.py must hold one function"),
        ("\nx = 1 / 0", "demos/one/demo.py:2: the demo can't be loaded: ZeroDivisionError"),
        (DEMO.format(imports="").replace("async ", ""), "said must be an async function"),
    ],
)
def test_demos_that_cannot_be_loaded(tmp_path: Path, text: str, told: str) -> None:
    (write(tmp_path) / "demo.py").write_text(text)
    (mistake,) = mistakes(tmp_path)
    assert told in mistake


def test_a_folder_must_be_a_name(tmp_path: Path) -> None:
    write(tmp_path, "not.a name")
    assert mistakes(tmp_path)[0].startswith("demos/not.a name/demo.py:1: the folder 'not.a name'")


def test_the_browser_has_what_is_allowed() -> None:
    modules = Modules.read(RUNTIME / "modules.json")
    lacking = {n for n in STANDARD if modules.where(n) is None and not n.startswith("_")}
    assert not lacking
