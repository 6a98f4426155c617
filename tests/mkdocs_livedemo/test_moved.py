"""Figures whose HTML other plugins show on other pages than the author's."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.sites.site import build, make

FENCE = "```demo hello-world\ntext: {}\n```\n"
POST = """---
date: 2026-{month:02}-01
categories: [{category}]
---

# Post {month}

Words, and [twice](#hello-world?times=2).

{figure}
<!-- more -->

{more}"""
CONFIG = """site_name: A blog
site_url: https://example.org/some/where/
use_directory_urls: {directories}
theme: {{name: material, font: false}}
plugins:
  - livedemo/demos
  - search
  - blog: {{blog_dir: {blog}, pagination_per_page: 2}}
"""


def blog(root: Path, directories: bool = True, blog: str = "blog") -> Path:
    """Three posts, each with a figure before what is left for its own page, and one after it."""
    make("base", root)
    docs = root / "docs"
    (docs / blog / "posts").mkdir(parents=True)
    (docs / "index.md").write_text("# Home\n\n" + FENCE.format("home"))
    (docs / blog / "index.md").write_text("# Blog\n")
    for month in (1, 2, 3):
        text = POST.format(
            month=month,
            category="Odd" if month % 2 else "Even",
            figure=FENCE.format(f"before {month}"),
            more=FENCE.format(f"after {month}"),
        )
        (docs / blog / f"posts/{month}.md").write_text(text)
    config = CONFIG.format(directories=str(directories).lower(), blog=blog)
    (root / "mkdocs.yml").write_text(config)
    return root


def figures(page: Path) -> list[dict[str, str]]:
    """The attributes of each figure of a page, and what it says."""
    found = []
    for figure in re.findall(r"<live-demo .*?</live-demo>", page.read_text(), re.DOTALL):
        tag = figure.partition(">")[0]
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        (own,) = re.findall(r'<a class="ld-own" href="(.*?)"', figure)
        (said,) = re.findall(r"data-say>(.*?)<", figure)
        found.append({**attributes, "own": own, "said": unescape(said)})
    return found


def all_reach(site: Path) -> int:
    """Every figure of every page finds its files from there, and no id stands twice on a page.

    How many there are, without those for frames of other sites.
    """
    count = 0
    for page in site.rglob("*.html"):
        if "<live-demo" not in page.read_text() or page.parent.parent.name == "demos":
            continue
        found = figures(page)
        for figure in found:
            count += page.parent.parent.name != "v1"
            for address in (figure["app"], figure["data-listed"], figure["own"]):
                assert (page.parent / address).exists(), (page, address)
        ids = re.findall(r'\sid="([^"]*)"', page.read_text())
        assert len(ids) == len(set(ids)), page
    return count


@pytest.mark.parametrize(
    ("directories", "where"), [(True, "blog"), (False, "blog"), (True, "deep/er/news"), (True, ".")]
)
def test_the_beginnings_of_posts(tmp_path: Path, directories: bool, where: str) -> None:
    root = blog(tmp_path, directories, where)
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    # 1 home (or none), 3 posts of two, 3 beginnings in the index, in an archive and by category
    assert all_reach(root / "site") == (where != ".") + 6 + 9
    index = next(
        root / "site" / path
        for path in (f"{where}/index.html", "blog.html", f"{where}.html")
        if (root / "site" / path).is_file()
    )
    said = [figure["said"] for figure in figures(index)]
    assert said == ["Hello, before 3.", "Hello, before 2."]


def test_a_mistake_in_a_post_is_told_once(tmp_path: Path) -> None:
    """Where it stands, though the index, an archive and a category show it too."""
    root = blog(tmp_path)
    post = root / "docs/blog/posts/1.md"
    post.write_text(post.read_text().replace("text: before 1", "txt: before 1"))
    done = build(root)
    assert done.returncode == 0
    line = post.read_text().splitlines().index("txt: before 1") + 1
    (told,) = re.findall("WARNING -  (.*)", done.stderr)
    assert told.startswith(
        f'livedemo: docs/blog/posts/1.md:{line}: hello-world has no control "txt"'
    )
    shown = [page for page in (root / "site").rglob("*.html") if "ld-mistake" in page.read_text()]
    assert len(shown) >= 4
    strict = build(root, "--strict", "-q")
    assert "livedemo found one mistake:" in strict.stderr


@pytest.mark.parametrize("theme", ["{name: material, font: false}", "mkdocs", "readthedocs"])
@pytest.mark.parametrize("directories", ["true", "false"])
def test_a_page_for_printing(tmp_path: Path, theme: str, directories: str) -> None:
    """All pages on one, which no event of MkDocs' tells of; its author renames what he finds."""
    root = make("base", tmp_path)
    docs = root / "docs"
    (docs / "deep/er").mkdir(parents=True)
    caption = "caption: |\n  See [two](../two.md).\n"
    (docs / "index.md").write_text("# Home\n\n" + FENCE.format("home"))
    (docs / "deep/er/one.md").write_text(f"# One\n\n```demo hello-world\ntext: 1\n{caption}```\n")
    (docs / "deep/two.md").write_text("# Two\n\n" + FENCE.format("2") + "\n" + FENCE.format("3"))
    (root / "mkdocs.yml").write_text(
        f"site_name: x\nsite_url: https://example.org/a/\nuse_directory_urls: {directories}\n"
        f"theme: {theme}\nplugins: [search, livedemo/demos, print-site]\n"
        "validation: {nav: {omitted_files: ignore}}\n"
    )
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    (page,) = (root / "site").glob(
        "print_page*/index.html" if directories == "true" else "print_page.html"
    )
    found = figures(page)
    said = [figure["said"] for figure in found]
    assert sorted(said) == [f"Hello, {text}." for text in ("1", "2", "3", "home")]
    ids = [figure["id"] for figure in found]
    assert sorted(ids) == ["hello-world", *(f"hello-world-{n}" for n in (2, 3, 4))]
    assert "livedemo:aside" not in page.read_text()
    assert page.read_text().count('<input type="range" name="times"') == 4
    assert all_reach(root / "site") == 8
    assert '<a href="#deep-two">two</a>' in page.read_text()  # moved as the page's other words are
