"""``mkdocs serve``: what changes is shown, and what breaks, and what comes later."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.sites.site import make

TRIES, EVERY = 3000, 0.2  # a last resort of ten minutes

DEMO = '''"""Who is run?"""
from typing import Annotated
from livedemo import Say, Text, Views, demo

@demo(claim="It was run.")
async def run(text: Annotated[str, Text()] = "{name}") -> Views:
    """Say it."""
    return Say("{word} " + text)
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make("base", tmp_path / "site")
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("```demo one\n```\n\n```demo two\n```\n")
    for name in ("one", "two"):
        write(root, name, "first")
    return root


def write(root: Path, name: str, word: str) -> None:
    folder = root / "demos" / name
    folder.mkdir(exist_ok=True)
    (folder / "demo.py").write_text(DEMO.format(name=name, word=word))


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project without any demo."""
    root = make("base", tmp_path / "site")
    shutil.rmtree(root / "demos")
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/index.md").write_text("```demo one\n```\n")
    return root


@contextmanager
def serving(root: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "-a", f"127.0.0.1:{port}"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("LIVEDEMO_STORE", None)
    server = subprocess.Popen(command, cwd=root, env=environment)
    yield f"http://127.0.0.1:{port}/"
    server.terminate()
    server.wait()


@pytest.fixture
def url(root: Path) -> Iterator[str]:
    with serving(root) as url:
        yield url


def said(url: str, expected: list[str]) -> list[str]:
    """What the figures say, as soon as it is as ``expected``, or in the end."""
    found: list[str] = []
    for _ in range(TRIES):
        try:
            with urlopen(url, timeout=60) as response:
                page = response.read().decode()
        except (URLError, OSError):
            page = ""
        found = re.findall(r"data-say>(.*?)<", page) + ["mistake"] * page.count("ld-mistake")
        if found == expected:
            break
        time.sleep(EVERY)
    return found


def test_what_changes_is_built_again(root: Path, url: str) -> None:
    assert said(url, ["first one", "first two"]) == ["first one", "first two"]
    write(root, "two", "second")
    assert said(url, ["first one", "second two"]) == ["first one", "second two"]
    (root / "demos/one/demo.py").write_text("x = (")
    assert said(url, ["second two", "mistake"]) == ["second two", "mistake"]
    write(root, "one", "third")
    assert said(url, ["third one", "second two"]) == ["third one", "second two"]
    broken = root / "demos/two/model.py"
    broken.write_text("raise ValueError('broken')\n")
    text = (root / "demos/two/demo.py").read_text()
    needs = text.replace('run."', 'run.", models={"m": "two"}').replace("run(", "run(m: Model, ")
    (root / "demos/two/demo.py").write_text(needs.replace("import Say", "import Model, Say"))
    assert said(url, ["third one", "mistake"]) == ["third one", "mistake"]


def test_folders_that_come_later_are_watched(root: Path, url: str) -> None:
    assert said(url, ["first one", "first two"]) == ["first one", "first two"]
    shutil.rmtree(root / "demos")
    assert said(url, ["mistake", "mistake"]) == ["mistake", "mistake"]
    (root / "demos").mkdir()
    write(root, "one", "again")
    assert said(url, ["again one", "mistake"]) == ["again one", "mistake"]
    write(root, "two", "later")  # the new folder is watched as the old one was
    assert said(url, ["again one", "later two"]) == ["again one", "later two"]
    text = (root / "demos/two/demo.py").read_text()
    needs = text.replace('run."', 'run.", models={"m": "late"}').replace("run(", "run(m: Model, ")
    (root / "demos/two/demo.py").write_text(needs.replace("import Say", "import Model, Say"))
    assert said(url, ["again one", "mistake"]) == ["again one", "mistake"]
    (root / "export/models/late").mkdir(parents=True)
    (root / "export/models/late/model.py").write_text(
        "from livedemo_export import Model\n\ndef build():\n    return Model(graphs={})\n"
    )
    assert said(url, ["again one", "later two"]) == ["again one", "later two"]


def test_the_first_demo_of_a_project_is_seen(bare: Path) -> None:
    with serving(bare) as url:
        assert said(url, ["mistake"]) == ["mistake"]
        (bare / "demos").mkdir()
        write(bare, "one", "first")
        assert said(url, ["first one"]) == ["first one"]
        write(bare, "one", "second")
        assert said(url, ["second one"]) == ["second one"]
