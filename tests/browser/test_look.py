"""What the flagship's readers see first, and what its pages are on paper and in few colours."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import profile
from tests.browser.server import Server

pytestmark = pytest.mark.alone

FONTS = 60_000  # bytes, before a gesture
SHIFT = 0.02  # cumulative layout shift
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SHIFTED = """() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.shift += value;
    }).observe({ type: "layout-shift", buffered: true });
}"""
TWO_FRAMES = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"


def visit(page: Page, url: str, size: dict[str, int] = DESK) -> None:
    """With the site's letters: they are shown at once where they are in the cache."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(url)
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load().catch(() => {})))")
    page.goto(url)


# First screens


def seen(page: Page, selector: str) -> int:
    """How many of these are wholly within the window, with nothing before them."""
    found: int = page.locator(selector).evaluate_all(
        """all => all.filter((one) => {
            const { x, y, width, height, bottom } = one.getBoundingClientRect();
            const at = document.elementFromPoint(x + width / 2, y + height / 2);
            return at && y >= 0 && bottom <= innerHeight && (one.contains(at) || at.contains(one));
        }).length"""
    )
    return found


def test_on_a_desk_home_shows_the_whole_model(page: Page, chapter: Server) -> None:
    """Its text, all layers, and most of the chances that they lead to."""
    visit(page, chapter.url)
    figure = "live-demo:first-of-type"
    assert seen(page, f"{figure} .ld-claim") == 1
    assert seen(page, f"{figure} :is(textarea, input[type=text])") == 1
    assert seen(page, f"{figure} .ld-whole-flow") == 6
    bars = page.locator(f"{figure} .ld-bars rect").count()
    assert seen(page, f"{figure} .ld-bars rect") >= 0.7 * bars > 0


def test_on_a_phone_home_shows_tokens_flowing(page: Page, chapter: Server) -> None:
    visit(page, chapter.url, PHONE)
    assert seen(page, "live-demo:first-of-type .ld-whole-token") >= 4
    assert seen(page, "live-demo:first-of-type .ld-whole-flow") >= 2


# Letters


@pytest.mark.parametrize("path", ["", "the-transformer/", "models/story-lm/"])
def test_each_font_is_asked_for_once(page: Page, chapter: Server, path: str) -> None:
    sizes: dict[str, int] = {}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "response",
        lambda response: sizes.update({response.url: int(response.headers["content-length"])}),
    )
    page.goto(f"{chapter.url}{path}", wait_until="networkidle")
    fonts = [url for url in asked if url.endswith(".woff2")]
    assert len(fonts) == len(set(fonts)) == 4
    assert sum(sizes[url] for url in fonts) <= FONTS


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["", "the-transformer/", "text-becomes-numbers/", "gallery/"])
def test_words_stay_when_their_letters_come_late(
    page: Page, chapter: Server, path: str, size: dict[str, int]
) -> None:
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.add_init_script(f"({SHIFTED})()")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{chapter.url}{path}", wait_until="domcontentloaded")
    page.wait_for_function(
        "() => performance.getEntriesByName('first-contentful-paint').length > 0"
    )
    page.evaluate(TWO_FRAMES)
    assert len(held) == 4
    for route in held:
        route.continue_()
    page.evaluate("document.fonts.ready.then(() => {})")
    page.evaluate(TWO_FRAMES)
    assert page.evaluate("window.shift") <= SHIFT


# The margin


def boxes(page: Page) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Each paragraph of the text that has notes, and its notes."""
    found = page.locator(".md-content__inner > .noted").evaluate_all(
        "all => all.map((one) => [...one.children].map((part) => part.getBoundingClientRect()))"
    )
    return [(paragraph, notes) for paragraph, notes in found]


def test_notes_stand_beside_their_paragraphs(page: Page, chapter: Server) -> None:
    visit(page, f"{chapter.url}text-becomes-numbers/")
    found = boxes(page)
    assert len(found) > 5
    for paragraph, notes in found:
        assert notes["left"] > paragraph["right"]
        assert paragraph["top"] <= notes["top"] < paragraph["bottom"]
        assert notes["right"] <= DESK["width"]
        assert paragraph["width"] == found[-1][0]["width"]  # the text is as wide as elsewhere
    assert all(above["bottom"] <= below["top"] for (_, above), (_, below) in pairwise(found))


def test_notes_stand_below_them_on_a_phone(page: Page, chapter: Server) -> None:
    visit(page, f"{chapter.url}text-becomes-numbers/", PHONE)
    for paragraph, notes in boxes(page):
        assert notes["top"] >= paragraph["bottom"]


def test_a_note_comes_after_its_number_by_keyboard(page: Page, chapter: Server) -> None:
    visit(page, f"{chapter.url}the-transformer/")
    number = page.locator(".footnote-ref").first
    number.focus()
    page.keyboard.press("Tab")
    meant = str(number.get_attribute("href")).split("#")[1]  # the theme may have made it absolute
    reached = "() => document.activeElement.closest('.notes li')?.id"
    assert page.evaluate(reached) == meant


# Paper, forced colours


def test_paper_is_light_and_has_nothing_to_press(browser: Browser, chapter: Server) -> None:
    context = profile(browser, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{chapter.url}the-transformer/")
    page.emulate_media(media="print")
    words = page.locator(".md-content__inner > p").first
    assert words.evaluate("p => getComputedStyle(p).color") == "rgb(28, 26, 23)"
    for part in (".md-header", ".md-sidebar", ".md-footer", ".md-top", ".headerlink", ".ld-guess"):
        for one in page.locator(part).all():
            assert not one.is_visible(), part
    spelled = page.locator(".notes a").first
    assert "arxiv.org" in spelled.evaluate("a => getComputedStyle(a, '::after').content")
    context.close()


def test_a_choice_is_seen_in_forced_colours(browser: Browser, chapter: Server) -> None:
    context = profile(browser, forced_colors="active")
    page = context.new_page()
    page.goto(f"{chapter.url}how-they-learn/")
    answers = page.locator(".ld-options label")
    answers.first.click()
    page.wait_for_function("() => document.querySelector('.ld-options :checked')")
    colours = answers.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert colours[0] not in colours[1:]
    context.close()


def test_the_name_leads_home_and_reads_as_one(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}models/story-lm/")
    name = page.get_by_role("banner").get_by_role("link", name="Inside the Transformer")
    assert name.inner_text() == "Inside the Transformer"
    lines = name.locator("span").evaluate_all(
        "all => all.map((token) => getComputedStyle(token).borderBottomColor)"
    )
    assert len(set(lines)) == len(lines) == 4
    name.click()
    page.wait_for_url(chapter.url)
