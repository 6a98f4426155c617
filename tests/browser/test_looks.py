"""The look that the documentation gives a site in twenty lines is the one that the site gets."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.axe import SCHEMES, SWITCH, Scheme
from tests.browser.conftest import ROOT, build
from tests.browser.server import Server
from tests.browser.test_hosts import PROJECT
from tests.shared import Shared

FILE = "stylesheets/paper.css"
PAGE = (ROOT / "docs/looks.md").read_text("utf-8")
LINES = PAGE.partition(f'```css title="docs/{FILE}"\n')[2].partition("```")[0]
#: What each variable is on light and on dark.
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"(--[\w-]+): light-dark\((#\w+), (#\w+)\)", LINES)
}
# Where it is seen: an element and its property.
SEEN = {
    "--md-default-bg-color": [("body", "backgroundColor"), (".md-header", "backgroundColor")],
    "--md-default-fg-color": [
        (".md-content p", "color"),
        (".md-header", "color"),
        (".ld-claim", "color"),
        (".ld-quiet", "color"),
    ],
    "--ld-bg": [(".ld-figure", "backgroundColor"), (".ld-press", "color")],
    "--ld-attention": [(".ld-head path", "stroke"), (".ld-inks path", "fill")],
    "--ld-measure": [(".ld-bar rect", "fill")],
    **{f"--ld-token-{n}": [(f".ld-token.ld-c{n}", "borderBottomColor")] for n in range(8)},
}
LOOK = """([selector, property]) => {
    const paper = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    paper.fillStyle = getComputedStyle(document.querySelector(selector))[property];
    paper.fillRect(0, 0, 1, 1);
    const [...rgb] = paper.getImageData(0, 0, 1, 1).data.slice(0, 3);
    return "#" + rgb.map((value) => value.toString(16).padStart(2, "0")).join("");
}"""


@pytest.fixture(scope="module")
def looks(shared: Shared) -> Iterator[Server]:
    """A plain site in Material with the twenty lines."""

    def make(folder: Path) -> None:
        project = shutil.copytree(PROJECT, folder / "project")
        (project / "docs" / FILE).parent.mkdir()
        (project / "docs" / FILE).write_text(LINES, "utf-8")
        theme = {"name": "material", "font": False, "palette": {"scheme": "default"}}
        settings = {"site_name": "A site", "theme": theme, "plugins": ["livedemo/demos"]}
        (project / "mkdocs.yml").write_text(json.dumps({**settings, "extra_css": [FILE]}), "utf-8")
        build(project, folder / "site")

    with Server(shared("looks", make) / "site") as server:
        yield server


def test_there_are_twenty_lines() -> None:
    assert len(LINES.splitlines()) == 20


@pytest.mark.parametrize("scheme", SCHEMES)
def test_they_give_a_site_its_look(context: BrowserContext, looks: Server, scheme: Scheme) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(looks.url)
    page.evaluate(SWITCH, SCHEMES[scheme])
    for name, places in SEEN.items():
        for place in places:
            assert page.evaluate(LOOK, place) == COLOURS[name][scheme == "dark"], (name, place)
    font = "selector => getComputedStyle(document.querySelector(selector)).fontFamily"
    for text in ("body", ".ld-claim", ".ld-say", "textarea"):
        assert str(page.evaluate(font, text)).startswith("Georgia"), text
    for interface in (".ld-label", ".ld-foot", ".ld-bars .ld-number"):
        assert str(page.evaluate(font, interface)).startswith("system-ui"), interface
