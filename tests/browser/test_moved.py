"""Figures on other pages than their own, twice on a page, and behind what is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from livedemo_site.assets.runtime import FOLDER, Runtime
from livedemo_site.assets.shared import put
from playwright.sync_api import Page, expect

from tests.browser.conftest import build
from tests.browser.figure import Figure, workers
from tests.browser.server import Server
from tests.mkdocs_livedemo.test_moved import FENCE, blog
from tests.shared import Shared
from tests.sites.site import make

pytestmark = pytest.mark.alone

CONFIG = """site_name: Moved
site_url: https://example.org/some/where/
theme:
  name: material
  font: false
  features: [navigation.instant, navigation.instant.preview]
plugins:
  - livedemo/demos
  - search
  - blog: {pagination_per_page: 2}
  - print-site
markdown_extensions:
  - admonition
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
"""
CLOSED = """# Closed

[tab](#hello-world?text=tab) [fold](#hello-world-2?text=fold) [both](#hello-world-3?text=both)

[elsewhere](blog/posts/1.md#hello-world-2?times=3&text=there)

=== "First"

    Nothing here.

=== "Second"

    ```demo hello-world
    ```

??? note "A fold"

    ??? note "in a fold"

        ```demo hello-world
        ```

=== "One"

    Nothing here.

=== "Two"

    ??? note "Folded in a tab"

        === "Inner one"

            Nothing here.

        === "Inner two"

            ```demo hello-world
            ```
"""

LABELLED = '''"""What is it called?"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from livedemo import Text, View, Views, demo


@dataclass(frozen=True)
class Field(View):
    words: str
    source: ClassVar[str] = """<label for="field">{{ view.words }}</label>
      <input id="field" aria-describedby="help"><p id="help">{{ view.words }} helps</p>"""


@demo(claim="A label belongs to its field.")
async def labelled(text: Annotated[str, Text()] = "a") -> Views:
    """Label a field."""
    return Field(text)
'''


@pytest.fixture(scope="session")
def moved_site(shared: Shared) -> Path:
    def make_site(folder: Path) -> None:
        root = blog(folder / "project")
        (root / "mkdocs.yml").write_text(CONFIG)
        (root / "docs/closed.md").write_text(CLOSED)
        (root / "demos/labelled").mkdir()
        (root / "demos/labelled/demo.py").write_text(LABELLED)
        twice = "```demo labelled\n```\n\n```demo labelled\ntext: b\n```\n"
        (root / "docs/twice.md").write_text(f"# Twice\n\n{twice}")
        words = "[look](blog/posts/1.md#post-1)\n\n" + FENCE.format("home")
        (root / "docs/index.md").write_text(f"# Home\n\n{words}")
        build(root, folder / "site")

    return shared("moved", make_site) / "site"


@pytest.fixture
def moved(moved_site: Path) -> Iterator[Server]:
    """Under a sub-path."""
    with Server(moved_site, prefix="/some/where/") as server:
        yield server


def ids(page: Page) -> list[str]:
    found: list[str] = page.locator("live-demo").evaluate_all("all => all.map(({ id }) => id)")
    return found


@pytest.mark.parametrize("place", ["blog/", "blog/archive/2026/", "blog/category/odd/"])
def test_posts_on_the_blogs_own_pages(page: Page, moved: Server, place: str) -> None:
    page.goto(moved.url + place)
    assert ids(page) == ["hello-world", "hello-world-2"]
    for position, month in ((1, 1 if "odd" in place else 2), (0, 3)):
        figure = Figure(page, "hello-world", position)
        assert figure.said == f"Hello, before {month}."
        figure.set(text=f"here {month}")
        assert (figure.state, figure.said) == ("live", f"Hello, here {month}.")
    assert len(workers(page)) == 1
    assert [path for path in moved.requests if moved.find(path) is None] == []


def test_a_link_of_a_post_sets_the_posts_own_figure(page: Page, moved: Server) -> None:
    page.goto(moved.url + "blog/")
    page.locator("a[data-sets]").nth(1).click()
    second = Figure(page, "hello-world", 1)
    second.becomes("live")
    assert second.said == "Hello, before 2 Hello, before 2."
    assert Figure(page, "hello-world").state == "static"


def test_a_copys_permalink_is_its_own(page: Page, moved: Server) -> None:
    page.goto(moved.url + "blog/#hello-world-2?times=3")
    second = Figure(page, "hello-world", 1)
    expect(second.part("figure")).to_be_focused()
    assert second.inputs["times"] == 3
    assert Figure(page, "hello-world").inputs["times"] == 1


def test_the_page_for_printing(page: Page, moved: Server) -> None:
    page.goto(moved.url + "print_page/")
    found = ids(page)
    assert len(found) == len(set(found)) == 6
    last = Figure(page, "hello-world", 3)
    last.set(text="printed")
    assert (last.state, last.said) == ("live", "Hello, printed.")
    assert moved.find(page.evaluate("new URL(document.querySelector('.ld-own').href).pathname"))


def test_a_preview_brings_another_pages_figure(page: Page, moved: Server) -> None:
    """The theme fetches the page that a link leads to, and shows a part of it beside the link."""
    page.route(
        "**/sitemap.xml",
        lambda route: route.fulfill(
            body=re.sub(
                r"https://example.org/some/where/",
                moved.url,
                (moved.root / "sitemap.xml").read_text(),
            )
        ),
    )
    page.goto(moved.url)
    page.get_by_role("link", name="look").hover()
    copy = page.locator(".md-tooltip2 live-demo, .md-tooltip live-demo").first
    copy.wait_for()
    assert len(set(ids(page))) == len(ids(page)) == 3
    copy.evaluate("figure => figure.set({ text: 'previewed' })")
    assert "Hello, previewed." in copy.locator("[data-result]").inner_text()
    assert Figure(page, "hello-world").said == "Hello, home."
    assert [path for path in moved.requests if moved.find(path) is None] == []


@pytest.mark.parametrize(("link", "position"), [("tab", 0), ("fold", 1), ("both", 2)])
def test_a_link_opens_what_hides_its_figure(
    page: Page, moved: Server, link: str, position: int
) -> None:
    page.goto(moved.url + "closed/")
    figure = Figure(page, "hello-world", position)
    expect(figure.element).to_be_hidden()
    page.get_by_role("link", name=link, exact=True).click()
    figure.says(f"Hello, {link}.")
    expect(figure.element).to_be_in_viewport()
    expect(figure.part("figure")).to_be_focused()
    assert page.locator("live-demo").evaluate_all(
        "all => all.map((each) => each.dataset.state !== 'static')"
    ) == [each == position for each in range(3)]


@pytest.mark.parametrize("query", ["?times=2", ""])
def test_an_address_opens_it_too(page: Page, moved: Server, query: str) -> None:
    page.goto(f"{moved.url}closed/#hello-world-3{query}")
    figure = Figure(page, "hello-world", 2)
    expect(figure.element).to_be_in_viewport()
    assert figure.state == "static"
    if query:
        assert figure.inputs["times"] == 2


def test_a_link_to_another_page_sets_the_figure_there(page: Page, moved: Server) -> None:
    page.goto(moved.url + "closed/")
    page.get_by_role("link", name="elsewhere").click()
    page.wait_for_url("**/blog/2026/01/01/post-1/#hello-world-2?*")
    figure = Figure(page, "hello-world", 1)
    expect(figure.part(".ld-prompt")).to_be_visible()
    assert figure.inputs == {"text": "there", "times": 3, "loud": False}
    assert figure.state == "static"


def test_two_figures_of_one_demo_have_no_id_in_common(page: Page, moved: Server) -> None:
    page.goto(moved.url + "twice/")
    first, second = Figure(page, "labelled"), Figure(page, "labelled", 1)
    for words in (["a", "b"], ["live", "b"], ["live", "too"]):
        for figure, text in zip((first, second), words, strict=True):
            if text in ("live", "too") and text not in figure.text:
                figure.set(text=text)
            field = figure.part("[data-result] input")
            assert field.evaluate("field => field.labels[0].innerText") == text
            described = "field => document.getElementById(field.getAttribute('aria-describedby'))"
            assert field.evaluate(f"field => ({described})(field).innerText") == f"{text} helps"
        every = "all => all.map(({ id }) => id)"
        found = page.locator("[id]").evaluate_all(every)
        assert len(found) == len(set(found))


def test_versions_fetch_one_runtime_once(page: Page, tmp_path: Path) -> None:
    for version in ("1.0", "2.0"):
        root = make("base", tmp_path / version)
        (root / "docs").mkdir()
        (root / "docs/index.md").write_text(f"# {version}\n\n{FENCE.format(version)}")
        (root / "mkdocs.yml").write_text(
            "site_name: x\ntheme: {name: material, font: false}\n"
            "plugins: [{livedemo/demos: {runtime_url: ../shared/}}]\n"
        )
        build(root, tmp_path / "docs" / version)
    put(Runtime(FOLDER), tmp_path / "docs/shared")
    cached = {"Cache-Control": "max-age=3600"}
    with Server(tmp_path / "docs", headers=cached) as server:
        for version in ("1.0", "2.0"):
            page.goto(f"{server.url}{version}/")
            figure = Figure(page, "hello-world")
            figure.set(times=2)
            assert figure.said == f"Hello, {version} Hello, {version}."
        runtime = [path for path in server.requests if "/runtime-" in path]
        assert all(path.startswith("/shared/") for path in runtime)
        assert len(runtime) == len(set(runtime)) > 3
        assert not [path for path in server.requests if "/ort/" in path]
