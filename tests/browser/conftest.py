"""A browser, sites built by the real build, and pages that a test opens on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import FLAGS, NoBrowser, find
from tests.browser.server import Server

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser of these tests; without one there is no session.

    It ends with them: while it runs, its event loop stands in the way of all other asyncio.
    """
    try:
        path = find()
    except NoBrowser as error:
        pytest.exit(str(error), returncode=2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile: no cache, no storage."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in a profile of its own. An error that no script on it handles fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def build(project: Path, site: Path) -> Path:
    """Build a project's site as its author does."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
        cwd=project,
        check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    return site


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of ``project/``: small demos that each show one thing."""
    return build(PROJECT, tmp_path_factory.mktemp("small") / "site")


@pytest.fixture(scope="session")
def chapter_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flagship site."""
    return build(ROOT, tmp_path_factory.mktemp("chapter") / "site")


@pytest.fixture(scope="session")
def small(small_site: Path) -> Iterator[Server]:
    """A server of the small site, without faults."""
    with Server(small_site) as server:
        yield server


@pytest.fixture(scope="session")
def chapter(chapter_site: Path) -> Iterator[Server]:
    """A server of the flagship site, without faults."""
    with Server(chapter_site) as server:
        yield server
