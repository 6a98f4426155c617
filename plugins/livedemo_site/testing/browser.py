"""Demos in a real browser, on their own pages, against what the build shows."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from livedemo_site.demos.discovery import ROOM
from livedemo_site.site import Site
from livedemo_site.testing.chromium import Chromium, PageError, find
from livedemo_site.testing.compare import difference

# What the figure shows, once it is whole, and the build's HTML as the browser writes it.
_SHOWN = r"""async (inputs, html) => {
    const figure = document.querySelector("live-demo");
    await customElements.whenDefined("live-demo");
    try {
        await (inputs ? figure.set(inputs) : figure.start());
    } catch (error) {
        const detail = (error.detail ?? "").trim().split("\n").at(-1); // of what Python raised
        return [null, `${error.message ?? error} ${detail}`.trim()];
    }
    const template = document.createElement("template");
    template.innerHTML = html;
    return [template.innerHTML, figure.querySelector("[data-result]").innerHTML];
}"""


class Pages:
    """The demos' own pages, built, served and opened in a browser."""

    def __init__(self, folder: Path, url: str, chromium: Chromium) -> None:
        self.folder, self.url, self.chromium = folder, url, chromium
        self._at = ""

    def has(self, name: str) -> bool:
        """Whether a demo has a figure there, and no box that says why not."""
        page = self.folder / ROOM / name / "index.html"
        return page.is_file() and "<live-demo " in page.read_text(encoding="utf-8")

    def differs(self, name: str, inputs: Mapping[str, Any] | None, html: str) -> str | None:
        """Where a demo shows something else than ``html``, or why it fails; None where it doesn't.

        ``inputs``: None for its defaults.
        """
        try:
            if self._at != name:
                self.chromium.open(f"{self.url}/{ROOM}/{name}/")
                self._at = name
            built, shown = self.chromium.run(_SHOWN, dict(inputs) if inputs else None, html)
        except PageError as error:
            self._at = ""
            return f"its page fails: {' '.join(str(error).split())[:300]}"
        if built is None:
            return f"there, a reader is told: {shown}"
        return difference(built, shown)


@contextlib.contextmanager
def pages(site: Site) -> Iterator[Pages]:
    """Build the demos' own pages and open a browser.

    Raises:
        NoBrowser: there is none.
        NoRuntime: the browser's runtime is missing.
    """
    path = find()
    with tempfile.TemporaryDirectory(prefix="livedemo_") as temporary:
        folder = Path(temporary)
        site.write(folder, "livedemo test")
        with _served(folder) as url, Chromium(path) as chromium:
            yield Pages(folder, url, chromium)


class _Handler(SimpleHTTPRequestHandler):
    """Types as a static host has them, whatever this machine's own tables say."""

    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012 (as its base has it)
        "": "application/octet-stream",
        ".css": "text/css",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript",
        ".json": "application/json",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
    }

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
