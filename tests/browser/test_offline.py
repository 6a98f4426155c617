"""A site that is kept: read without a network, one build at a time, given up on request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PROJECT, build, profile
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.shared import Shared

pytestmark = pytest.mark.alone

# Of the chapter: pure Python, one model, a stream, a training, an encoder.
KINDS = ("normalise", "attention", "word-map", "induction-forms", "sum-vec")
KEPT = "All of the site is kept on this device"
# Counts what is kept under the paths of pages, and what bears its digest in its name.
COUNT = """async (path) => {
    let count = 0;
    for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) {
            count += new URL(url).pathname.endsWith(path);
        }
    }
    return count;
}"""


def make(folder: Path) -> None:
    """Build a site, and once more when one of its demos and two of its pages are others."""
    project = folder / "project"
    shutil.copytree(PROJECT, project)
    config = project / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("livedemo/demos", "livedemo/demos\n  - livedemo/offline")
    )
    front, plain = project / "docs/index.md", project / "docs/plain.md"
    front.write_text(f"{front.read_text()}\n<live-offline></live-offline>\n")
    build(project, folder / "first")
    demo = project / "demos/echo/demo.py"
    demo.write_text(demo.read_text().replace(" words, number ", " terms, number "))
    for page in (front, plain):
        page.write_text(page.read_text() + "\nThe second build.\n")
    build(project, folder / "second")


@pytest.fixture(scope="module")
def sites(shared: Shared) -> Path:
    """A folder with two builds, ``first`` and ``second``."""
    return shared("offline", make)


@pytest.fixture
def keeping(browser: Browser) -> Iterator[BrowserContext]:
    """A profile that takes service workers."""
    context = profile(browser, service_workers="allow")
    yield context
    context.close()


def is_kept(page: Page, path: str) -> None:
    """Wait until a file is kept."""
    page.evaluate(
        f"""async (path) => {{
            while (!(await ({COUNT})(path))) await new Promise(requestAnimationFrame);
        }}""",
        path,
    )


def keep_all(page: Page) -> None:
    page.get_by_role("button", name="Keep for offline").click()
    expect(page.locator("live-offline")).to_contain_text(KEPT)


def html(site: Path) -> list[str]:
    """The addresses of all pages that are kept, from the root."""
    files = json.loads((site / "offline.json").read_text())["whole"]
    return [file["path"] for file in files if file["path"].endswith(("/", ".html"))] + [""]


def test_what_was_read_is_there_without_a_network(keeping: BrowserContext, sites: Path) -> None:
    page = keeping.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        url = server.url
        figure = Figure(page, "scale")
        figure.start()
        is_kept(page, "/")
        is_kept(page, "/manifest.json")
        result = figure.result
    page.reload()
    expect(page.locator("h1")).to_have_text("Small figures")
    figure.start()
    assert (figure.state, figure.result) == ("live", result)
    page.goto(f"{url}ten/")
    expect(page.locator("body")).to_have_text(
        "There is no network, and this page is not kept on this device."
    )


def test_all_of_it_is_kept_and_given_up(keeping: BrowserContext, sites: Path) -> None:
    page = keeping.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        keep_all(page)
        url = server.url
    for path in html(sites / "first"):
        page.goto(url + path)
        expect(page.locator("h1, .ld-claim").first).to_be_visible()
    for name in ("echo", "scale", "stream"):
        page.goto(f"{url}demos/{name}/")
        figure = Figure(page, name)
        figure.begin()
        assert figure.state == "live"
    page.goto(url)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Keep for offline")).to_be_visible()
    assert page.evaluate("caches.keys()") == []


def test_a_page_of_one_build_works_until_it_is_loaded_anew(
    keeping: BrowserContext, sites: Path
) -> None:
    page = keeping.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        keep_all(page)
        server.root = sites / "second"
        echo = Figure(page, "echo")
        echo.set(number=4)
        assert echo.said == "2 words, number 4."
        server.requests.clear()
        page.reload()
        expect(page.get_by_text("The second build.")).to_be_visible()
        echo.set(number=4)
        assert echo.said == "2 terms, number 4."
        listed = json.loads((sites / "second/assets/livedemo/manifest.json").read_text())
        known = {f"/assets/livedemo/{file['path']}" for file in listed["files"]}
        asked = {path for path in server.requests if path.startswith("/assets/livedemo/")}
        assert asked - {"/assets/livedemo/manifest.json"} <= known
        # its worker comes, and keeps all of it as the one before did
        page.evaluate(
            """async (build) => {
                const over = async () => {
                    const names = await caches.keys();
                    return names.length === 2 && names.some((name) => name.endsWith(build));
                };
                while (!(await over())) await new Promise(requestAnimationFrame);
            }""",
            page.locator("script[data-build]").get_attribute("data-build"),
        )
        url = server.url
    for path in html(sites / "second"):
        page.goto(url + path)
        expect(page.locator("h1, .ld-claim").first).to_be_visible()
    page.goto(f"{url}demos/echo/")
    echo = Figure(page, "echo")
    echo.set(number=5)
    assert echo.said == "2 terms, number 5."


def test_what_is_read_from_here_is_of_one_build(keeping: BrowserContext, sites: Path) -> None:
    page = keeping.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        is_kept(page, "/")
        server.root = sites / "second"
        server.missing = {"/sw.js"}  # the second build's worker does not come
        for path in ("plain/", ""):
            page.goto(server.url + path)
            expect(page.get_by_text("The second build.")).to_be_visible()
        url = server.url
    page.goto(url)
    expect(page.locator("h1")).to_have_text("Small figures")
    expect(page.get_by_text("The second build.")).not_to_be_visible()
    page.goto(f"{url}plain/")  # of the first build it was not read
    expect(page.locator("body")).to_contain_text("There is no network")


def test_where_nothing_can_be_kept_all_is_as_before(context: BrowserContext, sites: Path) -> None:
    page = context.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        expect(page.locator("live-offline")).to_contain_text("This browser keeps no site")
        figure = Figure(page, "echo")
        figure.start()
        assert figure.state == "live"


def test_the_chapter_is_read_without_a_network(keeping: BrowserContext, chapter_site: Path) -> None:
    page = keeping.new_page()
    with Server(chapter_site) as server:
        page.goto(server.url)
        keep_all(page)
        url = server.url
    for path in html(chapter_site):
        file = chapter_site / path
        text = page.evaluate("async (url) => (await fetch(url)).text()", url + path)
        assert text == (file / "index.html" if file.is_dir() else file).read_text(encoding="utf-8")
    for name in KINDS:
        page.goto(f"{url}demos/{name}/")
        figure = Figure(page, name)
        figure.begin()
        assert figure.state == "live"


def test_it_can_be_installed(keeping: BrowserContext, sites: Path) -> None:
    page = keeping.new_page()
    with Server(sites / "first") as server:
        page.goto(server.url)
        session = keeping.new_cdp_session(page)
        told = session.send("Page.getAppManifest")
        assert told["errors"] == []
        manifest = json.loads(told["data"])
        assert manifest["name"] == "Small figures"
        icon = unquote(manifest["icons"][0]["src"])
        assert (sites / "first" / icon).is_file()
