"""A demo, a control and a view of an author's own: one folder each, and nothing else is edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import profile
from tests.browser.figure import Figure
from tests.browser.server import Server

OWN = Path(__file__).parent / "own"
PLUGINS = Path(__file__).parents[2] / "plugins"
COMPILED = shutil.ignore_patterns("__pycache__", "runtime")


def in_the_demo(project: Path) -> Path:
    """Control and view are folders of the demo that shows them."""
    for part in ("dial", "gauge"):
        shutil.copytree(OWN / "parts" / part, project / "demos/compass" / part)
    return PLUGINS


def in_livedemo(project: Path) -> Path:
    """They are folders of livedemo, of which this is a copy."""
    plugins = project / "plugins"
    shutil.copytree(PLUGINS, plugins, ignore=COMPILED)
    (plugins / "livedemo_site/runtime").symlink_to(PLUGINS / "livedemo_site/runtime")
    shutil.copytree(OWN / "parts/dial", plugins / "livedemo/controls/dial")
    shutil.copytree(OWN / "parts/gauge", plugins / "livedemo/views/gauge")
    file = project / "demos/compass/demo.py"
    text = file.read_text().replace("from livedemo import ", "from livedemo import Dial, Gauge, ")
    file.write_text("".join(line for line in text.splitlines(True) if "from ." not in line))
    return plugins


def build(project: Path, plugins: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"],
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(plugins)},
        text=True,
        capture_output=True,
    )


@pytest.fixture(scope="module", params=[in_the_demo, in_livedemo], ids=lambda place: place.__name__)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The site with the parts in either place."""
    project = tmp_path_factory.mktemp("own") / "project"
    shutil.copytree(OWN, project, ignore=shutil.ignore_patterns("parts"))
    done = build(project, request.param(project))
    assert done.returncode == 0, done.stderr
    with Server(project / "site") as server:
        yield server


@pytest.fixture
def compass(page: Page, server: Server) -> Figure:
    page.goto(server.url, wait_until="networkidle")
    return Figure(page, "compass")


def test_they_stand_in_the_page_without_javascript(browser: Browser, server: Server) -> None:
    context = profile(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    figure = Figure(page, "compass")
    assert figure.said == "The needle stands at 90 degrees."
    assert figure.part(".dial button").count() == 8
    assert figure.part(".dial button").first.is_disabled()
    width = "part => getComputedStyle(part).borderLeftWidth"
    assert figure.part(".gauge").evaluate(width) == "7px"
    context.close()


def test_before_a_gesture_the_control_is_ready(compass: Figure) -> None:
    assert (compass.state, compass.inputs) == ("static", {"angle": 90, "text": "north"})
    pressed = compass.part(".dial [aria-pressed=true]")
    assert pressed.inner_text() == "E"
    assert pressed.evaluate("button => getComputedStyle(button).borderTopStyle") == "dashed"


def test_the_readers_hand_turns_it_and_the_view_draws(compass: Figure) -> None:
    compass.part(
        ".dial button",
    ).get_by_text("SW", exact=True).click()
    compass.becomes("live")
    compass.says("stands at 225 degrees")
    compass.says("drawn at 225")
    compass.set(angle=0)
    compass.says("drawn at 0")
    assert compass.part(".dial [aria-pressed=true]").inner_text() == "N"


def test_a_state_is_listed(compass: Figure) -> None:
    compass.page.route("**/worker.js", lambda route: route.abort())
    compass.part(".dial button").get_by_text("S", exact=True).click()
    compass.says("stands at 180 degrees")


@pytest.mark.parametrize(
    ("query", "angle", "said"),
    [
        ("angle=270", 270, None),
        ("angle=7", 90, "angle must be a direction in steps of 45, not “7”."),
    ],
)
def test_a_link_sets_it(
    page: Page, server: Server, query: str, angle: int, said: str | None
) -> None:
    page.goto(f"{server.url}#compass?{query}")
    figure = Figure(page, "compass")
    figure.part(f":is([data-say]:text('{angle}'), .ld-message:not([hidden]))").first.wait_for()
    assert figure.inputs["angle"] == angle
    assert said is None or said in str(figure.message)
