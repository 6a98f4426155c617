"""A demo's own wheel in the browser: imported there, and fetched by that demo only."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import build
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.sites.site import make
from tests.sites.wheel import make_wheel, only

DEMO = '''"""What is in a wheel?"""

from typing import Annotated

import ldwheelweb
from livedemo import Say, Text, Views, demo


@demo(claim="A wheel is imported.")
async def own(text: Annotated[str, Text()] = "a") -> Views:
    """Say what the wheel makes of ``text``."""
    return Say(ldwheelweb.twice(text))
'''


def test_a_wheel_is_loaded_by_its_own_demo_only(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    only(tmp_path / "links", monkeypatch)
    line = make_wheel(tmp_path / "links", "ldwheelweb", "1.0", "def twice(x):\n    return x + x\n")
    project = make("material", tmp_path / "project")
    folder = project / "demos" / "own"
    folder.mkdir()
    (folder / "demo.py").write_text(DEMO)
    (folder / "requirements.txt").write_text(f"{line}\n")
    shutil.rmtree(project / "docs" / "deeper", ignore_errors=True)
    (project / "docs" / "index.md").write_text("```demo hello-world\n```\n\n```demo own\n```\n")
    with Server(build(project, tmp_path / "site")) as server:
        page.goto(server.url)
        Figure(page, "hello-world").set(text="b")
        assert not [path for path in server.requests if path.endswith(".whl")]
        figure = Figure(page, "own")
        assert figure.said == "aa"
        figure.set(text="bc")
        assert figure.said == "bcbc"
        assert len([path for path in server.requests if path.endswith(".whl")]) == 1
