"""The gallery shows every demo, and what it offers for other pages works there."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.chapter import NAMES
from tests.browser.figure import Figure
from tests.browser.server import Server


def test_every_demo_has_its_place_and_its_page(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}gallery/")
    embeds = page.locator("live-embed")
    addresses = embeds.evaluate_all("all => all.map((embed) => embed.getAttribute('page'))")
    assert sorted(address.split("/")[-2] for address in addresses) == NAMES
    places = page.get_by_role("link", name="In the text").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    assert places
    for place in places:
        page.goto(place)
        assert page.locator(f"live-demo#{place.partition('#')[2]}").count() == 1, place


def test_the_frame_works_on_another_site(page: Page, chapter: Server, tmp_path: Path) -> None:
    page.goto(f"{chapter.url}gallery/")
    embed = page.locator("live-embed[page$='/demos/tokens/']")
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
