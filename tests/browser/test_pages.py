"""One visit to each page of the chapter: before any gesture, without JavaScript, and live."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from livedemo_export.ensure import stored
from livedemo_site.testing.compare import difference
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.chapter import NAMES, PAGES, ROOT, demos, pages
from tests.browser.conftest import profile
from tests.browser.figure import Figure, frames
from tests.browser.server import Server

pytestmark = pytest.mark.alone

GALLERY = "gallery/"
LIMIT = 180_000  # bytes as they travel, fonts included
INDEX = 100_000  # of the theme's search
# The pages with the most figures, and that with the most pictures.
LIMITS = {
    **dict.fromkeys(
        ("training-data/", "text-becomes-numbers/", "the-transformer/", "how-they-learn/"), 250_000
    ),
    "gallery/": 280_000,
}
# All that a page needs of ours.
OURS = {
    *("controls.js", "element.js", "grid.js", "guard.js", "offline.js", "sentences.js"),
    *("icon.svg", "livedemo.css"),
}


def own(*names: str) -> set[str]:
    """The modules of controls that demos bring: they read the page's address."""
    kinds = {type(control) for name in names for control in demos()[name].controls.values()}
    return {
        f"{kind.__name__.lower()}.js"
        for kind in kinds
        if not kind.__module__.startswith("livedemo.")
    }


def workers(page: Page) -> list[str]:
    """Our workers on a page: a theme has its own, for searching."""
    return [worker.url for worker in page.workers if "/livedemo/" in worker.url]


class Load:
    """What a page asks for, from its address to some moves of a reader who touches no figure."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.urls, self.sizes = page, list[str](), dict[str, float]()
        names: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.requestWillBeSent",
            lambda e: names.update({e["requestId"]: e["request"]["url"]}),
        )
        session.on(
            "Network.loadingFinished",
            lambda e: self.sizes.update({names[e["requestId"]]: e["encodedDataLength"]}),
        )
        page.on("request", lambda request: self.urls.append(request.url))
        page.goto(url, wait_until="networkidle")
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 4000)
        frames(page)

    def is_light(self, site: str, limit: int, allowed: set[str]) -> None:
        index = self.sizes.pop(f"{site}search/search_index.json", 0)  # the whole site's, once
        assert index <= INDEX
        assert sum(self.sizes.values()) <= limit
        assert all(url.startswith(site) for url in self.urls)
        ours = [urlsplit(url).path for url in self.urls if "/assets/livedemo/" in url]
        assert {path.rpartition("/")[2] for path in ours if "/pictures/" not in path} <= allowed
        assert workers(self.page) == []


def figures(page: Page) -> list[Figure]:
    """All figures of a page."""
    names = page.locator("live-demo").evaluate_all("all => all.map(f => f.getAttribute('name'))")
    return [Figure(page, name, names[:i].count(name)) for i, name in enumerate(names)]


def is_readable_without_javascript(figure: Figure) -> None:
    assert figure.part("[data-result]").is_visible()
    assert figure.said
    assert figure.part(".ld-nojs").is_visible()
    for control in figure.part("form").locator("input:not([type=hidden]), textarea, select").all():
        assert control.is_disabled()
    assert not figure.part(".ld-start").is_visible()


def heights(page: Page) -> dict[int, list[float]]:
    """How high each figure of a page is, on a phone's screen and on a desk's."""
    found = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.locator("live-demo").evaluate_all(
            "all => all.map((figure) => figure.getBoundingClientRect().height)"
        )
    return found


def is_ready(figure: Figure) -> None:
    assert figure.state == "static"
    assert not figure.part(".ld-nojs").is_visible()
    assert figure.part(".ld-start").is_visible()
    assert all(control.is_enabled() for control in figure.part("form button").all())
    attribute = figure.element.get_attribute("inputs")
    assert attribute is not None
    assert figure.inputs == json.loads(attribute)


def backend(name: str) -> str:
    """Where a demo runs: where its graphs do, if any of its models has some."""
    graphs: list[str] = []
    for model in demos()[name].models.values():
        manifest = stored(ROOT, model)
        assert manifest, f"{model} is no longer what the site was built with"
        graphs += manifest.graphs
    return "wasm" if graphs else "python"


def is_live(figure: Figure) -> None:
    assert (figure.state, figure.backend) == ("live", backend(figure.name))
    assert not figure.part(".ld-start").is_visible()
    assert figure.part(".ld-ran").inner_text()


def goes_live(figure: Figure) -> None:
    """It shows what the build showed; a stream, when it has run to its end."""
    built = figure.result
    figure.start()
    is_live(figure)
    assert difference(built, figure.result) is None


# Whether a figure is, before any gesture, what it is on its demo's own page: inputs, result, site.
SAME = """async (figure) => {
    const seen = (one, page) => JSON.stringify([
        one.getAttribute("inputs"),
        one.querySelector("[data-result]").innerHTML,
        new URL(one.getAttribute("app"), page).href,
        new URL(one.dataset.listed ?? "", page).href,
    ]);
    const { href } = figure.querySelector(".ld-own");
    const html = await (await fetch(href)).text();
    const own = new DOMParser().parseFromString(html, "text/html").querySelector("live-demo");
    return seen(figure, location.href) === seen(own, href);
}"""


def runs_elsewhere(figure: Figure) -> bool:
    """Whether it is the figure of its demo's own page, which test_visits.py runs.

    What streams is run to its end by this file alone.
    """
    return not demos()[figure.name].streams and bool(figure.element.evaluate(SAME))


def is_nowhere_wider_than_the_window(page: Page) -> None:
    """At 320 px; at 640, which is a desk's window with text at 200 %; on a wide desk."""
    for width in (320, 390, 640, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"at a width of {width}"
    page.set_viewport_size({"width": 1280, "height": 800})


def test_every_demo_stands_in_the_chapter(chapter_site: Path) -> None:
    assert sorted({name for names in pages().values() for name in names}) == NAMES
    for path, names in pages().items():
        html = (chapter_site / path / "index.html").read_text(encoding="utf-8")
        assert all(f'<live-demo name="{name}"' in html for name in names), path


@pytest.mark.parametrize("path", PAGES)
def test_a_page(
    browser: Browser, page: Page, chapter: Server, path: str, subtests: pytest.Subtests
) -> None:
    url = f"{chapter.url}{path}"
    load = Load(page, url)
    with subtests.test("it is light"):
        allowed = OURS | ({"embed.js"} if path == GALLERY else own(*pages().get(path, [])))
        load.is_light(chapter.url, LIMITS.get(path, LIMIT), allowed)
    here = figures(page)
    with subtests.test("its figures are those of its text"):
        assert [figure.name for figure in here] == pages().get(path, [])
    with subtests.test("axe finds nothing"):
        assert violations(page) == []
    # The theme's own parts glide to new places, but for readers who want less motion, as axe did.
    with subtests.test("nothing is wider than the window"):
        is_nowhere_wider_than_the_window(page)
    if not here:
        return
    for figure in here:
        with subtests.test("its controls are ready", demo=figure.name, position=figure.position):
            is_ready(figure)

    context = profile(browser, java_script_enabled=False)
    bare = context.new_page()
    bare.goto(url)
    for figure in figures(bare):
        with subtests.test("readable without JavaScript", demo=figure.name, at=figure.position):
            is_readable_without_javascript(figure)
    with subtests.test("nothing moves when the script arrives"):
        assert heights(page) == heights(bare)
    context.close()

    for figure in here:
        if not runs_elsewhere(figure):
            with subtests.test(
                "it goes live as it was built", demo=figure.name, at=figure.position
            ):
                goes_live(figure)
    assert len(workers(page)) <= 1
