"""The gallery: all demos, once, where they stand, and no more than a fence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.project import Project
from livedemo_site.site import Site
from markdown import Markdown

from tests.livedemo_site.conftest import Rendered

Render = Callable[..., Rendered]
DEMO = '''"""Is it *{name}*?"""

from livedemo import Say, Views, demo


@demo(claim="It *is* {name} & more.")
async def it() -> Views:
    return Say("{name}")
'''


@pytest.fixture
def pages(project: Project) -> Path:
    """Three more demos, of which one is on a page below, one twice, and one nowhere."""
    for name in ("apple", "pear", "plum"):
        folder = project.root / "demos" / name
        folder.mkdir()
        (folder / "demo.py").write_text(DEMO.format(name=name), "utf-8")
    docs = project.root / "docs"
    (docs / "deep").mkdir(parents=True, exist_ok=True)
    (docs / "index.md").write_text("# Home\n\n```demo pear\n```\n", "utf-8")
    (docs / "deep" / "a.md").write_text("# Fruit\n\n```demo pear\n```\n\n```demo apple\n```\n")
    (docs / "b.md").write_text(
        "# Again\n\n```demo pear\n```\n\n```demo hello-world\n```\n", "utf-8"
    )
    project.refresh()
    return docs


def gallery(project: Project, docs: Path, order: tuple[str, ...] = ()) -> str:
    extension = LiveDemoExtension(Site(project))
    extension.page = Page(docs / "all.md", "all/", tuple(docs / page for page in order))
    return Markdown(extensions=[extension]).convert("Before.\n\n```demos\n```\n\nAfter.\n")


def headings(html: str) -> list[str]:
    return re.findall(r"<h[23]>(.*?)</h[23]>", html)


def test_every_demo_is_there_once_under_its_page(project: Project, pages: Path) -> None:
    html = gallery(project, pages)
    assert list(project.diagnostics) == []
    hello = project.demos["hello-world"].demo
    assert hello
    assert headings(html) == [
        *("Again", "Is it *pear*?", hello.question),
        *("Fruit", "Is it *apple*?"),
        *("On no page yet", "Is it *plum*?"),
    ]
    assert "<p>It <em>is</em> pear &amp; more.</p>" in html
    assert 'href="b.md#pear"' in html and 'href="deep/a.md#apple"' in html
    assert html.count('<a href="../demos/plum/" data-place="demos/plum/">Own page</a>') == 1
    embed = '<live-embed page="../embed/v1/plum/" data-place="embed/v1/plum/"'
    assert f'{embed} title="Is it *plum*?"></live-embed>' in html
    assert html.startswith("<p>Before.</p>") and html.endswith("<p>After.</p>")
    assert "<p></p>" not in html


def test_it_follows_the_order_of_reading(project: Project, pages: Path) -> None:
    html = gallery(project, pages, ("index.md", "deep/a.md", "b.md"))
    assert headings(html)[:3] == ["Fruit", "Is it *pear*?", "Is it *apple*?"]


def test_pages_of_a_folder_with_a_front_page_are_one_group(project: Project, pages: Path) -> None:
    (pages / "deep" / "index.md").write_text("# Orchard\n", "utf-8")
    (pages / "deep" / "c.md").write_text("# More\n\n```demo plum\n```\n", "utf-8")
    html = gallery(project, pages, ("b.md",))
    assert headings(html)[3:] == ["Orchard", "Is it *apple*?", "Is it *plum*?"]
    assert html.count('<div class="ld-cards">') == 2 and html.count('<div class="ld-card">') == 4
    assert html.count("<div") == html.count("</div>")


def test_it_is_a_text_inside_another_fence(render: Render) -> None:
    page = render("````markdown\n```demos\n```\n````\n")
    assert "live-embed" not in page.html and "demos" in page.html
    assert page.mistakes == []


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("```demos\nonly: these\n```\n", "takes no options"),
        ("```demos all\n```\n", "a demo fence can't begin with 'demos all'"),
        ("```demos\n", "this fence is never closed"),
    ],
)
def test_a_mistake_is_told(render: Render, text: str, cause: str) -> None:
    page = render(text)
    assert "[mistake]" in page.short
    assert len(page.mistakes) == 1 and cause in page.mistakes[0]
