"""What figures hold, and that they let go of it: counted, where pages change without loading."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route

from tests.browser.conftest import profile
from tests.browser.figure import Figure, workers
from tests.browser.server import Server
from tests.browser.test_places import arrive, instant

FIGURES = ("echo", "scale")
WARM, ROUNDS = 2, 6  # there and back again; what is made once is made in the first
# What a page change may leave behind beyond what Material's own code does: of listeners none, of
# nodes and bytes less than a tenth of one figure.
NODES, BYTES = 30, 30_000


def counted(session: CDPSession) -> dict[str, float]:
    """What the page's document holds once its garbage is collected."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in metrics}


def kept(browser: Browser, server: Server, *, plain: bool) -> dict[str, float]:
    """What each change of page leaves behind: with every figure started, or none on the page."""
    page = profile(browser).new_page()
    if plain:

        def strip(route: Route) -> None:
            html = (server.root / route.request.url.removeprefix(server.url)).resolve()
            text = (html / "index.html" if html.is_dir() else html).read_text("utf-8")
            text = re.sub(r"(</?)live-demo", r"\1div", text)
            route.fulfill(body=text, content_type="text/html; charset=utf-8")

        page.route(re.compile(r".*/(plain/)?$"), strip)
    arrive(page, server)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def go(rounds: int) -> dict[str, float]:
        for _ in range(rounds):
            for name in () if plain else FIGURES:
                Figure(page, name).start()
            instant(page, "Plain")
            instant(page, "Home")
        return counted(session)

    before, after = go(WARM), go(ROUNDS)
    page.context.close()
    return {name: (after[name] - before[name]) / (2 * ROUNDS) for name in after}


def test_figures_that_leave_are_let_go(browser: Browser, small: Server) -> None:
    ours, material = (kept(browser, small, plain=plain) for plain in (False, True))
    assert ours["JSEventListeners"] <= material["JSEventListeners"] + 1
    assert ours["Nodes"] <= material["Nodes"] + NODES
    assert ours["JSHeapUsedSize"] <= material["JSHeapUsedSize"] + BYTES


COUNT = """async () => {
    const url = performance.getEntriesByType("resource")
        .find(({ name }) => name.endsWith("/ort/wasm.js")).name;
    const { InferenceSession } = await import(url);
    self.made = self.released = 0;
    const { create } = InferenceSession;
    const { release } = InferenceSession.prototype;
    InferenceSession.create = function (...all) { self.made += 1; return create.apply(this, all); };
    InferenceSession.prototype.release = function () {
        self.released += 1;
        return release.apply(this);
    };
}"""
RELEASED = """(count) => new Promise((resolve) => {
    const look = () => (self.released >= count ? resolve(self.released) : setTimeout(look, 20));
    look();
})"""


def test_the_worker_gives_back_sessions_that_no_figure_needs(page: Page, small: Server) -> None:
    arrive(page, small)
    scale, echo = Figure(page, "scale"), Figure(page, "echo")
    scale.start()
    echo.start()
    (worker,) = workers(page)
    worker.evaluate(COUNT)
    said = scale.said
    instant(page, "Plain")
    assert worker.evaluate(RELEASED, 2) == 2
    instant(page, "Home")
    scale.start()
    assert scale.said == said
    assert worker.evaluate("made") == 2  # what was given back is made anew, and no more
    assert worker.evaluate("released") == 2  # what is on the page stays


PARTS = """async ([module, files]) => {
    const { Downloads } = await import(module);
    const told = [];
    const downloads = new Downloads(location.href, (loaded, total) => told.push([loaded, total]));
    const file = {
        url: files[0].url,
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        parts: files,
    };
    let inside;
    const work = async ([content]) => {
        inside = content;
        await new Promise((resolve) => setTimeout(resolve));
        return new TextDecoder().decode(content);
    };
    const texts = await Promise.all([downloads.use([file], work), downloads.use([file], work)]);
    return { texts, last: told.at(-1), left: inside.byteLength, bytes: file.bytes };
}"""


@pytest.fixture
def parted(tmp_path: Path, small_site: Path) -> Iterator[tuple[Server, str]]:
    """A server of two halves of a text, and of the module that fetches, with what it imports."""
    (code,) = small_site.glob("assets/livedemo/app-*")
    shutil.copytree(code, tmp_path / "app")
    (tmp_path / "index.html").write_text("<!doctype html><title>Parts</title>")
    (tmp_path / "a.1.bin").write_text("One text, ")
    (tmp_path / "a.2.bin").write_text("in two files")
    with Server(tmp_path) as server:
        yield server, f"{server.url}app/worker/downloads.js"


FILES = [
    {"url": name, "bytes": len(text), "sha256": [hashlib.sha256(text).hexdigest()]}
    for name, text in (("a.1.bin", b"One text, "), ("a.2.bin", b"in two files"))
]


def test_a_file_in_parts_is_put_together_and_given_back(
    page: Page, parted: tuple[Server, str]
) -> None:
    server, module = parted
    page.goto(server.url)
    found = page.evaluate(PARTS, [module, FILES])
    assert found["texts"] == ["One text, in two files"] * 2
    assert found["last"] == [22, 22]
    assert found["left"] == 0  # its memory is back as soon as nobody works with it
    assert server.requests.count("/a.1.bin") == server.requests.count("/a.2.bin") == 1


def test_a_part_that_is_missing_is_told(page: Page, parted: tuple[Server, str]) -> None:
    server, module = parted
    server.missing.add("a.2.bin")
    page.goto(server.url)
    call = f"(given) => ({PARTS})(given).catch(({{ message }}) => message)"
    told = page.evaluate(call, [module, FILES])
    assert told.startswith("file.missing ") and "a.2.bin" in told


def test_only_modules_that_the_build_knows_are_loaded(page: Page, small: Server) -> None:
    small.requests.clear()
    page.goto(f"{small.url}demos/echo/")
    echo = Figure(page, "echo")
    with page.expect_console_message(lambda message: "knows no such module" in message.text):
        echo.element.evaluate(
            """(figure) => {
                const part = document.createElement("div");
                part.dataset.module = "embed";
                figure.append(part);
                return figure.start();
            }"""
        )
    assert not [path for path in small.requests if path.endswith("/embed.js")]
