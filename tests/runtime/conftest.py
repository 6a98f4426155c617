"""Python in a real browser's worker, from the files that a site ships."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from livedemo_site.runtime_build import RUNTIME
from playwright.sync_api import sync_playwright

from tests.browser.chromium import FLAGS, NoBrowser, find
from tests.browser.figure import PATIENCE
from tests.browser.server import Server

HERE = Path(__file__).parent
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one page, with the real runtime."""
    root = tmp_path_factory.mktemp("runtime") / "root"
    shutil.copytree(HERE / "page", root)
    shutil.copytree(RUNTIME.parent / "browser", root / "browser")
    for name in ("pyodide", "python"):
        shutil.copytree(RUNTIME / name, root / "runtime" / name)
    return root


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    """A server of that site, under the strictest policy that runs WebAssembly."""
    with Server(root, headers={"Content-Security-Policy": POLICY}) as server:
        yield server


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    """Ask a fresh worker: `ask(server, python=…)`; see page/worker.js."""
    try:
        path = find()
    except NoBrowser as error:
        pytest.exit(str(error), returncode=2)
    # A thread of its own: a thread can hold one Playwright, and other tests have theirs.
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        browser = thread.submit(playwright.chromium.launch, executable_path=path, args=FLAGS)

        def go(url: str, question: dict[str, Any]) -> Any:
            context = browser.result().new_context()
            try:
                context.set_default_timeout(PATIENCE)
                page = context.new_page()
                page.goto(url)
                return page.evaluate("question => window.ask(question)", question)
            finally:
                context.close()

        yield lambda server, **question: thread.submit(go, server.url, question).result()
        thread.submit(browser.result().close).result()
        thread.submit(playwright.stop).result()
