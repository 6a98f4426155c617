"""The Transformer's page: a sentence is typed once, and every figure that reads one takes it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chapter import demos, pages
from tests.browser.figure import Figure, workers
from tests.browser.server import Server

pytestmark = pytest.mark.alone

PAGE = "the-transformer/"
SENTENCE = "My brother lost the key and"


def following(page: Page) -> list[Figure]:
    """The page's figures that share a text, in their order."""
    names: list[str] = page.locator("live-demo[data-shared~=text]").evaluate_all(
        "all => all.map((figure) => figure.getAttribute('name'))"
    )
    return [Figure(page, name) for name in names]


def test_a_sentence_typed_once_reaches_every_figure_that_reads_one(
    page: Page, chapter: Server
) -> None:
    page.goto(f"{chapter.url}{PAGE}")
    figures = following(page)
    read = [name for name in pages()[PAGE] if "text" in demos()[name].controls]
    read.remove("spell-to-sound")  # it reads a word
    assert [figure.name for figure in figures] == read  # none is left out
    assert len(figures) >= 5
    first, *others = figures
    first.set(text=SENTENCE)
    for figure in others:
        assert figure.inputs["text"] == SENTENCE
        assert figure.state == "static"
    for figure in others:
        if figure.name == "attention-by-hand":
            figure.set(show="real")  # its other half needs no sentence
        else:
            figure.start()
        assert figure.inputs["text"] == SENTENCE
        assert "brother" in figure.part("[data-result]").inner_html()
    assert len(workers(page)) == 1  # they boot one thing
    others[-1].set(text="The king said")  # the last has a say as well
    expect(first.part("[name=text]")).to_have_value("The king said")


def test_another_page_and_back(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}{PAGE}")
    first, second, *_ = following(page)
    first.part("[name=text]").fill(SENTENCE)
    expect(second.part("[name=text]")).to_have_value(SENTENCE)
    page.get_by_role("link", name="How they learn").first.click()
    page.wait_for_url("**/how-they-learn/")
    page.go_back()
    page.wait_for_url(f"**/{PAGE}")
    expect(second.part("[name=text]")).to_have_value("The fox hid because it was")
    first.part("[name=text]").fill("The cat drank")
    expect(second.part("[name=text]")).to_have_value("The cat drank")


def test_a_link_gives_all_of_them_its_sentence(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}{PAGE}#hidden-states?text=The+dog+saw")
    for figure in following(page):
        expect(figure.part("[name=text]")).to_have_value("The dog saw")


def test_what_is_open_in_the_model_leads_to_the_figure_that_explains_it(
    page: Page, chapter: Server
) -> None:
    page.goto(f"{chapter.url}{PAGE}")
    whole, byhand = Figure(page, "the-model"), Figure(page, "attention-by-hand")
    whole.set(text=SENTENCE)
    whole.part("[aria-label='Layer 3, head 2']").click()
    whole.part(".ld-see a").first.click()
    expect(byhand.part("figure")).to_be_focused()
    byhand.becomes("live")
    assert (
        byhand.inputs.items() >= {"show": "real", "text": SENTENCE, "layer": 3, "head": 2}.items()
    )
    page.goto(f"{chapter.url}#the-model?layer=2")
    whole.start()
    whole.part(".ld-see a").first.click()  # of another page
    page.wait_for_url("**/demos/hidden-states/#*")
    expect(Figure(page, "hidden-states").part("figure")).to_be_focused()
    assert Figure(page, "hidden-states").inputs["layer"] == 2
