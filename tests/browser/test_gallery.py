"""The gallery shows every demo, and what it offers for other pages works there."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from livedemo_site.pictures.thumbnail import MOST
from playwright.sync_api import Browser, Page, expect

from tests.browser.chapter import NAMES
from tests.browser.conftest import profile
from tests.browser.figure import Figure
from tests.browser.server import Server


def test_every_demo_has_its_place_and_its_page(browser: Browser, chapter: Server) -> None:
    context = profile(browser, java_script_enabled=False)  # a page's HTML is looked at, no more
    page = context.new_page()
    page.goto(f"{chapter.url}gallery/")
    embeds = page.locator("live-embed")
    addresses = embeds.evaluate_all("all => all.map((embed) => embed.getAttribute('page'))")
    assert sorted(address.split("/")[-2] for address in addresses) == NAMES
    places = page.get_by_role("link", name="In the text").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    assert places
    for address, ids in pages_of(places).items():
        page.goto(address)
        found = page.locator("live-demo").evaluate_all("all => all.map(({ id }) => id)")
        assert all(found.count(each) == 1 for each in ids), address
    context.close()


def pages_of(places: list[str]) -> dict[str, list[str]]:
    """The fragments of some addresses, by the pages that they are on."""
    found: dict[str, list[str]] = {}
    for address, _, fragment in (place.partition("#") for place in places):
        found.setdefault(address, []).append(fragment)
    return found


def test_the_frame_works_on_another_site(page: Page, chapter: Server, tmp_path: Path) -> None:
    page.goto(f"{chapter.url}gallery/")
    embed = page.locator("live-embed[page$='/embed/v1/tokens/']")
    embed.get_by_role("button", name="Embed").click()
    box = embed.get_by_role("textbox")
    assert box.evaluate("box => box.selectionEnd - box.selectionStart") > 0
    (tmp_path / "index.html").write_text(f"<!doctype html><p>A post.</p>{box.input_value()}")
    with Server(tmp_path) as blog:
        page.goto(blog.url)
        frame = page.frame_locator("iframe")
        expect(frame.locator("[data-result]")).to_contain_text("tokens")
        frame.get_by_role("button", name="Spanish").click()
        expect(frame.locator("[data-result] [data-say]").first).to_contain_text("9 tokens")
        expect(frame.locator("live-demo")).to_have_attribute("data-state", "live")
        assert Figure(page, "tokens").element.count() == 0  # it is in the frame, not in the post


# Loads an image wherever it is, and gives its shape.
DRAWN = """async (image) => {
    image.loading = "eager";
    await image.decode();
    return image.naturalWidth / image.naturalHeight;
}"""


def pictures(page: Page) -> Any:
    return page.locator(".ld-card img")


@pytest.mark.parametrize(("width", "row"), [(1280, 3), (390, 1)])
def test_cards_in_a_row(page: Page, chapter: Server, width: int, row: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{chapter.url}gallery/")
    tops = (
        page.locator(".ld-cards")
        .first.locator(".ld-card")
        .evaluate_all("cards => cards.map((card) => Math.round(card.getBoundingClientRect().top))")
    )
    assert tops.count(tops[0]) == row < len(tops)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    ratio = pictures(page).first.evaluate("i => i.clientWidth / i.clientHeight")
    assert abs(ratio - 1.6) < 0.02


def test_pictures_are_asked_for_when_a_reader_comes_near(page: Page, chapter: Server) -> None:
    asked: set[str] = set()
    page.on("request", lambda r: asked.add(r.url) if "/pictures/" in r.url else None)
    page.goto(f"{chapter.url}gallery/", wait_until="networkidle")
    expect(pictures(page)).to_have_count(len(NAMES))
    before = len(asked)
    assert before < len(NAMES)
    for i in range(len(NAMES)):
        pictures(page).nth(i).scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert len(asked) == len(NAMES) > before


def test_each_card_has_a_small_picture_in_both_schemes(
    browser: Browser, chapter: Server, chapter_site: Path
) -> None:
    place = chapter_site / "assets/livedemo"
    manifest = json.loads((place / "manifest.json").read_text("utf-8"))["files"]
    listed = {each["path"]: each for each in manifest}
    seen: dict[str, list[bytes]] = {}
    for scheme in ("light", "dark"):
        context = profile(browser, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{chapter.url}gallery/")
        for image in pictures(page).all():
            assert image.evaluate(DRAWN) == 1.6
            assert image.get_attribute("alt") == ""
            path = f"pictures/{(image.get_attribute('src') or '').rpartition('/')[2]}"
            file = (place / path).read_bytes()
            assert len(file) <= MOST
            assert listed[path]["sha256"] == hashlib.sha256(file).hexdigest() == Path(path).stem
            seen.setdefault(path, []).append(image.screenshot())
        context.close()
    assert len(seen) == len(NAMES)
    for path, (light, dark) in seen.items():
        # A ground without anything on it packs into next to nothing.
        assert min(len(light), len(dark)) > 2000, path
        assert light != dark, path


def test_pictures_follow_the_site_and_not_the_system(browser: Browser, chapter: Server) -> None:
    shots = []
    for scheme in ("light", "dark"):
        context = profile(browser, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{chapter.url}gallery/")
        if scheme == "light":
            page.get_by_title("Switch to dark").click()
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        image = pictures(page).first
        image.evaluate(DRAWN)
        page.mouse.move(0, 0)
        shots.append(image.screenshot())
        context.close()
    assert shots[0] == shots[1]


def test_pages_that_begin_with_words_have_a_picture(page: Page, chapter: Server) -> None:
    for name in ("text-becomes-numbers", "how-they-learn"):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{chapter.url}{name}/")
        image = page.locator(".ld-beside-text img")
        image.evaluate(DRAWN)
        box = image.bounding_box()
        assert box and box["y"] + box["height"] < 800
        page.set_viewport_size({"width": 390, "height": 844})
        expect(image).to_be_hidden()
