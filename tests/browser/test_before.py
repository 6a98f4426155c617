"""Before any gesture: what a page shows, and how little it loads."""

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chapter import NAMES, pages
from tests.browser.figure import Figure
from tests.browser.server import Server

FIGURES = [(path, name) for path, names in pages().items() for name in dict.fromkeys(names)]
GALLERY = "gallery/"
PAGES = ["", GALLERY, *filter(None, pages()), *(f"demos/{name}/" for name in NAMES)]
LIMIT = 200_000  # bytes as they travel, fonts included
LIMITS = {"text-becomes-numbers/": 300_000}  # the page with the most figures
# All that a page needs of ours.
OURS = {"controls.js", "element.js", "grid.js", "livedemo.css"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light(page: Page, chapter: Server, path: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{chapter.url}{path}", wait_until="networkidle")
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    assert sum(sizes) <= LIMITS.get(path, LIMIT)
    assert all(url.startswith(chapter.url) for url in urls)
    ours = [urlsplit(url).path for url in urls if "/assets/livedemo/" in url]
    allowed = OURS | {"embed.js"} if path == GALLERY else OURS
    assert {path.rpartition("/")[2] for path in ours if "/fonts/" not in path} <= allowed
    assert not [worker for worker in page.workers if "/livedemo/" in worker.url]


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_without_javascript_the_result_is_there(
    browser: Browser, chapter: Server, path: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{chapter.url}{path}")
    figure = Figure(page, name)
    assert figure.part("[data-result]").is_visible()
    assert figure.said
    assert figure.part(".ld-nojs").is_visible()
    for control in figure.part("form").locator("input:not([type=hidden]), textarea, select").all():
        assert control.is_disabled()
    assert not figure.part(".ld-start").is_visible()
    context.close()


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_with_javascript_the_controls_are_ready(
    page: Page, chapter: Server, path: str, name: str
) -> None:
    page.goto(f"{chapter.url}{path}")
    figure = Figure(page, name)
    assert figure.state == "static"
    assert not figure.part(".ld-nojs").is_visible()
    assert figure.part(".ld-start").is_visible()
    assert all(control.is_enabled() for control in figure.part("form button").all())
    attribute = figure.element.get_attribute("inputs")
    assert attribute is not None
    assert figure.inputs == json.loads(attribute)
