"""A figure looks the same on every page, but for its font, size and accent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import build
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.shared import Shared

PROJECT = Path(__file__).parent / "hosts"
THEMES = {
    "material": {"name": "material", "font": False},
    "slate": {"name": "material", "font": False, "palette": {"scheme": "slate"}},
    "mkdocs": {"name": "mkdocs"},
    "mkdocs-dark": {"name": "mkdocs", "color_mode": "dark"},
    "readthedocs": {"name": "readthedocs"},
}
# What a page may decide about a figure, made the same on all of them.
SAME = """(figure) => {
    Object.assign(figure.style, { font: "16px sans-serif", lineHeight: "1.5", width: "640px" });
    figure.style.setProperty("--ld-accent", "light-dark(#00558f, #7cc0f5)");
}"""
BARE = """<!doctype html>
<html lang="en">
<meta name="color-scheme" content="light dark">
<title>Bare</title>
<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
{figure}
"""
# Every property of every element of a figure, and of what CSS puts before and after it, as JSON.
# What moves, and where the figure stands on its page, is none of its looks; wrappers are a theme's.
LOOKS = """(figure) => {
    const parts = ["", "::before", "::after", "::marker", "::placeholder"];
    const others = /^(--|animation|color-scheme|inset|scroll-m|transition)|block|inline|origin/;
    const names = [...getComputedStyle(figure)].filter((name) => !others.test(name));
    const looks = (element, part) => {
        const style = getComputedStyle(element, part);
        if (/before|after/.test(part) && style.content === "none") return null;
        return names.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    };
    for (const closed of figure.querySelectorAll("details")) closed.open = true;
    const hidden = figure.querySelectorAll(".ld-message, .ld-progress, .ld-backend");
    for (const part of hidden) part.hidden = false;
    figure.querySelector("textarea").focus();
    const all = [figure, ...figure.querySelectorAll("*")]
        .filter((element) => !element.matches(".wy-table-responsive, [class^=md-typeset__]"));
    return JSON.stringify(all.map((element) => [
        element.outerHTML.slice(0, 60),
        parts.filter((part) => part !== "::marker" || element.matches("li, summary"))
            .filter((part) => part !== "::placeholder" || element.matches("input, textarea"))
            .map((part) => looks(element, part)),
    ]));
}"""
Looks = list[tuple[str, list[list[str] | None]]]


def bare(page: str) -> str:
    """The figure of a page on one without a theme."""
    style, script, figure = (
        re.findall(pattern, page, re.DOTALL)[0]
        for pattern in (
            r'href="(\S+/livedemo\.css)"',
            r'src="(\S+/element\.js)"',
            "<live-demo .*</live-demo>",
        )
    )
    return BARE.format(style=style, script=script, figure=figure)


@pytest.fixture(scope="module")
def hosts(shared: Shared) -> Iterator[Server]:
    """One site for each theme, each in its folder."""

    def make(folder: Path) -> None:
        for name, theme in THEMES.items():
            project = folder / "projects" / name
            shutil.copytree(PROJECT, project)
            settings = {"site_name": "A host", "theme": theme, "plugins": ["livedemo/demos"]}
            (project / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
            site = build(project, folder / "site" / name)
            (site / "bare.html").write_text(bare((site / "index.html").read_text("utf-8")), "utf-8")

    with Server(shared("hosts", make) / "site") as server:
        yield server


def looks(page: Page, url: str) -> Looks:
    """What the figure on the page at ``url`` looks like: each element, and each of its parts."""
    page.goto(url)
    figure = Figure(page, "everything").element
    figure.evaluate(SAME)
    found: Looks = json.loads(figure.evaluate(LOOKS))
    return found


def differences(one: Looks, other: Looks) -> list[str]:
    """The elements and properties in which two figures differ, in words."""
    found = []
    for (element, parts), (twin, others) in zip(one, other, strict=True):
        if parts != others:
            pairs = zip(parts, others, strict=True)
            told = [
                (a, b)
                for here, there in pairs
                for a, b in zip(here or [], there or [], strict=True)
            ]
            found += [f"{element}: {a}, not {b}" for a, b in told if a != b] or [twin]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_looks_as_on_a_bare_page(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    page = (
        context.new_page()
    )  # its errors are not held: some themes can't do without their networks
    page.route(lambda url: not url.startswith(hosts.url), lambda route: route.abort())
    dark = theme in {"slate", "mkdocs-dark"}
    page.emulate_media(color_scheme="dark" if dark else "light")
    wanted = looks(page, f"{hosts.url}{theme}/bare.html")
    assert len(wanted) > 300
    assert differences(wanted, looks(page, f"{hosts.url}{theme}/"))[:20] == []
