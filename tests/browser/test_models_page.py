"""The models' page: every model with its own page and a figure, every graph with its line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from livedemo_export.ensure import stored
from livedemo_export.find import SHARED
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, profile
from tests.browser.server import Server

MODELS = sorted(path.parent.name for path in (ROOT / SHARED).glob("*/model.py"))


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript: what is looked at is what the build wrote."""
    context = profile(browser, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_every_model_has_a_page_with_a_figure(still: Page, chapter: Server) -> None:
    page = still
    page.goto(f"{chapter.url}models/")
    links = page.locator("article h3 > a:not(.headerlink)")
    assert sorted(links.all_inner_texts()) == MODELS
    for address in links.evaluate_all("links => links.map((link) => link.href)"):
        page.goto(address)
        assert page.locator("live-demo").count() == 1, address


def test_every_model_with_a_graph_is_measured(still: Page, chapter: Server) -> None:
    page = still
    page.goto(f"{chapter.url}models/")
    manifests = [stored(ROOT, name) for name in MODELS]
    expected = [manifest for manifest in manifests if manifest and manifest.graphs]
    lines = page.locator(".ld-agreement tbody tr")
    said = [line.locator("th, td").all_inner_texts() for line in lines.all()]
    assert sorted(head.split()[0] for head, *_ in said) == [m.model for m in expected]
    assert "not measured" not in str(said)
    int8 = {m.model for m in expected if "int8" in m.variants}
    for head, *cells in said:
        assert ("–" not in cells) == (head.split()[0] in int8), head
    for manifest in expected:
        page.goto(f"{chapter.url}models/{manifest.model}/")
        outputs = page.locator(".ld-agreement tbody code").all_inner_texts()
        assert outputs == [
            f"{graph}.{name}"
            for graph, info in manifest.graphs.items()
            for name, tensor in info.outputs.items()
            if tensor.dtype == "float32"
        ]


def test_the_table_scrolls_by_itself_on_a_phone(page: Page, chapter: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{chapter.url}models/")
    wide = "element => element.scrollWidth > element.clientWidth"
    assert page.locator(".ld-sheet").evaluate(wide)
    assert not page.locator("html").evaluate(wide)
    region = page.get_by_role("region", name="How far each model is from torch")
    region.evaluate("region => region.scrollBy(1000, 0)")
    head = region.locator("tbody th").first.bounding_box()
    assert head and head["x"] >= 0  # it stays in sight
