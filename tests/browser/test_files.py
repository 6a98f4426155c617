"""A demo's files, and those that demos share, are real files in the browser too."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import build
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.sites.site import make

DEMO = '''"""What is in its files?"""

import importlib.resources
from pathlib import Path
from typing import Annotated

from livedemo import Say, Toggle, Views, demo

from ..shared.deep.words import WORDS

HERE = Path(__file__).parent
NAMES = ("data.csv", "notes.md", "table.dat", "deep/list.yaml")


@demo(claim="Files are files.")
async def {name}(loud: Annotated[bool, Toggle()] = False) -> Views:
    """Read them in three ways."""
    texts = [(HERE / name).read_text() for name in NAMES]
    texts += [importlib.resources.files(__package__).joinpath(name).read_text() for name in NAMES]
    with open(HERE / "data.csv") as file:
        texts.append(file.read())
    said = " ".join([*texts, WORDS, *sorted(path.name for path in HERE.iterdir())])
    return Say(said.upper() if loud else said)
'''
FILES = {
    "shared/deep/words.py": "from pathlib import Path\n"
    'WORDS = Path(__file__).parent.with_name("words.txt").read_text()\n',
    "shared/words.txt": "shared",
}


def test_files_are_read_as_at_build_time(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    project = make("material", tmp_path / "project")
    files = dict(FILES)
    for name in ("one", "two"):
        files[f"{name}/demo.py"] = DEMO.format(name=name)
        for kind in ("data.csv", "notes.md", "table.dat", "deep/list.yaml"):
            files[f"{name}/{kind}"] = f"{name}-{kind[-2:]}"
    for name, text in files.items():
        file = project / "demos" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shutil.rmtree(project / "docs" / "deeper", ignore_errors=True)
    (project / "docs" / "index.md").write_text("```demo one\n```\n\n```demo two\n```\n")
    with Server(build(project, tmp_path / "site")) as server:
        page.goto(server.url)
        for name in ("one", "two"):
            figure = Figure(page, name)
            said = figure.said
            assert f"{name}-sv {name}-md {name}-at {name}-ml" in said and "shared" in said
            figure.set(loud=True)
            assert figure.state == "live"
            assert figure.said == said.upper()
