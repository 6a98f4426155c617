"""What is wrong in one place is told once, however many figures need it; the rest is shown."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.sites.site import build, make

MODEL = '''"""Made of nothing."""
def build():
    {body}
'''
DEMO = '''"""What does it say?"""
from typing import Annotated
from livedemo import Model, Say, Text, Views, demo

@demo(claim="It says something.", models={{"words": "{model}"}})
async def say(words: Model, text: Annotated[str, Text()] = "a") -> Views:
    """Say it."""
    {body}
'''
WORKS = """from livedemo_export import Model
    return Model(graphs={}, assets={"card": __file__})"""


def site(
    tmp_path: Path, model: str = "raise ValueError('broken')", demo: str = 'return Say("x")'
) -> Path:
    """Two demos of one model on three pages, and a list of models."""
    root = make("base", tmp_path / "project")
    folder = root / "export/models/shared"
    folder.mkdir(parents=True)
    (folder / "model.py").write_text(MODEL.format(body=model))
    (folder / "card.md").write_text("# Shared\n\nA model of nothing.\n")
    for name in ("one", "two"):
        (root / "demos" / name).mkdir()
        (root / "demos" / name / "demo.py").write_text(DEMO.format(model="shared", body=demo))
    docs = root / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(
        "```demo hello-world\n```\n\n```demo one\n```\n\n```models\n```\n"
    )
    (docs / "more.md").write_text("```demo one\n```\n\n```demo two\n```\n")
    return root


def test_one_broken_model_is_one_message(tmp_path: Path) -> None:
    root = site(tmp_path)
    told = 'export/models/shared/model.py:3: model "shared": ValueError: broken'
    strict = build(root, "--strict", "--quiet")
    assert strict.returncode != 0
    assert strict.stderr.count("broken") == 1, strict.stderr
    assert f"livedemo found one mistake:\n  {told}" in strict.stderr

    lenient = build(root)
    assert lenient.returncode == 0
    assert lenient.stderr.count("WARNING") == lenient.stderr.count(told) == 1
    index, more = (
        unescape((root / "site" / path).read_text()) for path in ("index.html", "more/index.html")
    )
    assert "Hello, world." in index
    assert index.count('class="ld-mistake"') == 2 and more.count('class="ld-mistake"') == 2
    assert f'demo "one" can\'t run: {told}' in index
    assert f"this list lacks a model: {told}" in index


@pytest.mark.parametrize(
    ("demo", "told"),
    [
        ("return Say(1 / 0)", 'demo "one" stopped: ZeroDivisionError: division by zero'),
        ("return (", "demo.py is not Python: '(' was never closed"),
    ],
)
def test_one_broken_demo_is_one_message(tmp_path: Path, demo: str, told: str) -> None:
    root = site(tmp_path, WORKS, demo)
    (root / "demos/two/demo.py").write_text(DEMO.format(model="shared", body='return Say("x")'))
    done = build(root)
    assert done.returncode == 0
    assert done.stderr.count("WARNING") == 1
    assert f"WARNING -  livedemo: demos/one/demo.py:8: {told}\n" in done.stderr
    more = (root / "site/more/index.html").read_text()
    assert more.count('class="ld-mistake"') == 1 and more.count("<live-demo ") == 1


def test_what_only_one_fence_makes_of_a_demo_is_told_there(tmp_path: Path) -> None:
    root = site(tmp_path, WORKS, 'return Say(str(1 / (text != "b")))')
    text = "\n```demo one\ntext: b\n```\n\n```demo one\n```\n"
    (root / "docs/more.md").write_text(text)
    done = build(root)
    assert done.stderr.count("WARNING") == 1
    assert 'docs/more.md:2: demo "one" stopped at demos/one/demo.py:8: ZeroDiv' in done.stderr


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A disk with no room at all."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")
    with pytest.raises(OSError, match="No space left"), (folder / "all").open("wb") as file:
        file.write(bytes(2**20))
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("arguments", [(), ("--strict", "--quiet")])
@pytest.mark.parametrize("model", [WORKS, None])
def test_a_full_disk_is_one_message(
    tmp_path: Path, full: Path, model: str | None, arguments: tuple[str, ...]
) -> None:
    """With a model to export, and with demos' results alone to keep."""
    root = site(tmp_path, model or WORKS)
    if model is None:
        shutil.rmtree(root / "demos/one")
        shutil.rmtree(root / "demos/two")
        (root / "docs/more.md").write_text("```demo hello-world\n```\n")
        (root / "docs/index.md").write_text("```demo hello-world\n```\n")
    done = build(root, *arguments, store=full / "store")
    assert done.returncode != 0 and "Traceback" not in done.stderr
    place = f"{full}/store: it can't be written: No space left on device"
    told = [line for line in done.stderr.splitlines() if "No space" in line]
    assert all(place in line for line in told) and 1 <= len(told) <= 2, done.stderr
    assert not [line for line in told[:-1] if "WARNING" not in line]


@pytest.mark.parametrize("blocked", ["", "results", "keys", "blobs", "locks"])
def test_a_store_that_is_in_the_way_is_one_message(tmp_path: Path, blocked: str) -> None:
    """A file where a folder should be: what permissions do for those whom they hold."""
    root = site(tmp_path, WORKS)
    store = tmp_path / "store"
    (store / blocked).parent.mkdir(exist_ok=True)
    (store / blocked).touch()
    for arguments in ((), ("--strict", "--quiet")):
        done = build(root, *arguments, store=store)
        assert done.returncode != 0 and "Traceback" not in done.stderr, done.stderr
        told = [line for line in done.stderr.splitlines() if "can't be written" in line]
        assert 1 <= len(told) <= 2 and all(f"{store}: " in line for line in told), done.stderr


def test_a_store_below_a_file(tmp_path: Path) -> None:
    root = site(tmp_path, WORKS)
    (tmp_path / "file").touch()
    done = build(root, "--quiet", store=tmp_path / "file/store")
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert f"{tmp_path}/file/store: it can't be written: Not a directory" in done.stderr
