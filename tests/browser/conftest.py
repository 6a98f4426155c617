"""A browser, sites built by the real build, and pages that a test opens on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.chromium import FLAGS, QUICK, NoBrowser, find
from tests.browser.figure import PATIENCE
from tests.browser.server import Server
from tests.shared import Shared

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """It ends with these tests: its event loop stands in the way of all other asyncio."""
    with sync_playwright() as playwright:
        yield playwright


def launch(playwright: Playwright, flags: list[str]) -> Iterator[Browser]:
    """A browser, until it is no longer needed; without one there is no session."""
    try:
        path = find()
    except NoBrowser as error:
        pytest.exit(str(error), returncode=2)
    browser = playwright.chromium.launch(executable_path=path, args=flags, timeout=PATIENCE)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser of these tests."""
    yield from launch(playwright, QUICK)


@pytest.fixture(scope="package")
def enduring(playwright: Playwright) -> Iterator[Browser]:
    """One for what computes for long."""
    yield from launch(playwright, FLAGS)


def profile(browser: Browser, **options: Any) -> BrowserContext:
    """A fresh profile: no cache, no storage. What waits in it waits for a state, not a clock.

    It takes no service workers unless asked to: a page's requests are its own.
    """
    context = browser.new_context(**{"service_workers": "block", **options})
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of the test's own."""
    context = profile(browser)
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
def small_site(shared: Shared) -> Path:
    """The site of ``project/``: small demos that each show one thing."""
    return shared("small", lambda folder: build(PROJECT, folder / "site")) / "site"


@pytest.fixture(scope="session")
def chapter_site(shared: Shared) -> Path:
    """The flagship site."""
    return shared("chapter", lambda folder: build(ROOT, folder / "site")) / "site"


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
