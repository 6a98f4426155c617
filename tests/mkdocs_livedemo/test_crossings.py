"""Links from one page to a figure on another, in sites that check all anchors."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.sites.site import build, make

CONFIG = """site_name: x
site_url: https://example.org/some/where/
use_directory_urls: {directories}
theme: {{name: mkdocs}}
plugins: [search, livedemo/demos{plugins}]
markdown_extensions: [admonition, md_in_html, pymdownx.details, pymdownx.snippets]
validation:
  anchors: warn
  links: {{not_found: warn, unrecognized_links: info, absolute_links: {absolute}}}
"""
FENCE = "```demo hello-world\n```\n"


def site(
    root: Path,
    home: str,
    *,
    directories: bool = True,
    absolute: str = "info",
    plugins: str = "",
    **pages: str,
) -> Path:
    """A site of a home page, ``deep/b`` with two figures, and further pages."""
    make("base", root)
    text = CONFIG.format(directories=str(directories).lower(), absolute=absolute, plugins=plugins)
    (root / "mkdocs.yml").write_text(text)
    all_pages = {"index": home, "deep/b": f"# B\n\n{FENCE}\n{FENCE}", **pages}
    for path, content in all_pages.items():
        file = root / "docs" / f"{path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return root


def warnings(done: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall("WARNING -  (.*)", done.stderr)


def hrefs(page: Path) -> list[str]:
    found = re.findall(r'<a [^>]*href="([^"]*hello-world[^"]*)"[^>]*>x', page.read_text())
    return [unescape(href) for href in found]


RIGHT = [
    "[x](deep/b.md#hello-world?times=2)",
    "[x](deep/b.md#hello-world-2?times=2)",
    '[x](deep/b.md#hello-world?times=2 "a title")',
    "[x][there]\n\n[there]: deep/b.md#hello-world?times=2",
    "[x](<deep/b.md#hello-world?times=2&loud=yes>)",
    "[x](./deep/b.md#hello-world?text=two+words)",
    "??? note\n\n    - [x](deep/b.md#hello-world?times=3)",
    "<div markdown>[x](deep/b.md#hello-world?times=3){ .y }</div>",
    "[x](deep/b/#hello-world?times=2)",
    "[x](/some/where/deep/b/#hello-world?times=2)",
    "[x](demos/hello-world/#hello-world?times=2)",
    "[x](#hello-world?times=2)",
    "[x](index.md#hello-world?times=2)",
]
HERE = 2  # the last of these lead to the figure of their own page


def test_what_is_right_passes(tmp_path: Path) -> None:
    root = site(tmp_path, "\n\n".join([*RIGHT, FENCE]))
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    found = hrefs(root / "site/index.html")
    assert len(found) == len(RIGHT)
    assert found[-HERE:] == ["#hello-world"] * HERE
    for href in found[:-HERE]:
        page, _, fragment = href.partition("#")
        assert "?" in fragment and fragment.startswith("hello-world")
        assert page.removeprefix("/some/where/") in ("deep/b/", "demos/hello-world/", "./deep/b/")
    assert "livedemo-goes" not in (root / "site/index.html").read_text()


@pytest.mark.parametrize("absolute", ["info", "relative_to_docs"])
def test_from_below_and_without_folders_for_pages(tmp_path: Path, absolute: str) -> None:
    links = ["b.md", "../deep/b.md"] + ["/deep/b.md"] * (absolute != "info")
    text = "\n\n".join(f"[x]({link}#hello-world?times=2)" for link in links)
    root = site(tmp_path, "", directories=False, absolute=absolute, **{"deep/a": text})
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    found = hrefs(root / "site/deep/a.html")
    assert {Path("/", "deep", href.partition("#")[0]).name for href in found} == {"b.html"}
    assert {href.partition("#")[2] for href in found} == {"hello-world?times=2"}
    assert len(found) == len(links)


WRONG = {
    "[x](deep/b.md#hello-world?times=9)": "times must be a whole number from 1 to 3, not 9",
    "[x](deep/b.md#hello-world?tims=2)": 'hello-world has no control "tims". Did you mean "times"?',
    "[x](deep/b.md#hello-world-3?times=2)": 'no figure "hello-world-3" on docs/deep/b.md. Did',
    "[x](deep/b.md#hello-word?times=2)": 'no figure "hello-word" on docs/deep/b.md. Did you mean',
    "[x](deep/b.md#hello-world?)": "the link to hello-world sets nothing after its ?",
    "[x](deep/b.md#hello-world?times=2&times=3)": "the link to hello-world sets a control twice",
    "[x][there]\n\n[there]: deep/b/#hello-world?times=0": "times must be a whole number",
    "[x](/some/where/deep/b/#hello-world?loud=5)": "loud must be",
    "[x](deep/c/#hello-world?times=2)": 'no page "deep/c/"',
    "[x](../demos/hello-world/#hello-world?times=2)": 'no page "../demos/hello-world/"',
    "[x](demos/hello-word/#hello-world?times=2)": 'no figure "hello-world" on demos/hello-word',
    "[x](demos/hello-world/#hello-world?times=7)": "times must be a whole number",
    "[x](#hello-world?times=2)": 'no figure "hello-world" on this page. Known: none.',
    "[x](index.md#hello-world?times=2)": 'no figure "hello-world" on this page. Known: none.',
    '<a href="#hello-world?times=9">x</a>\n\n' + FENCE: "times must be a whole number",
}


def test_what_is_wrong_is_told_once(tmp_path: Path) -> None:
    """All that may stand on one page on one; what has a figure beside it on another."""
    pages = {"index": "# Home\n", "own": "# Own\n"}
    wanted = []
    for text, cause in WRONG.items():
        page = "own" if FENCE in text else "index"
        line = pages[page].count("\n") + (4 if "[there]:" in text else 2)
        wanted.append(f"livedemo: docs/{page}.md:{line}: {cause}")
        pages[page] += f"\n{text}\n"
    root = site(tmp_path, pages["index"], own=pages["own"])
    told = warnings(build(root))
    assert len(told) == len(WRONG)
    for words in wanted:
        assert sum(each.startswith(words) for each in told) == 1, words
    strict = build(root, "--strict", "-q")
    assert strict.returncode != 0
    assert f"livedemo found {len(WRONG)} mistakes:" in strict.stderr


def test_figures_that_other_text_brings_in(tmp_path: Path) -> None:
    """By a snippet and by macros; the page itself does not show that they are there."""
    root = site(
        tmp_path,
        "[x](a.md#hello-world?times=2) [x](c.md#hello-world-2?times=3)",
        plugins=", macros",
        a="# A\n\n--8<-- 'part.txt'\n",
        c="# C\n\n{% for i in (1, 2) %}\n```demo hello-world\ntimes: {{ i }}\n```\n{% endfor %}\n",
    )
    (root / "part.txt").write_text(FENCE)
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    (root / "part.txt").write_text("Nothing.\n")
    (told,) = warnings(build(root))
    assert told.startswith('livedemo: docs/index.md:1: no figure "hello-world" on docs/a.md')


def test_links_that_are_not_ours_stay(tmp_path: Path) -> None:
    links = ["https://x.org/deep/b/#a?b=c", "deep/app/#view?tab=1", "//x.org/#hello-world?a=b"]
    root = site(tmp_path, "\n\n".join(f"[x]({link})" for link in links))
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    page = (root / "site/index.html").read_text()
    assert all(f'href="{link}"' in page for link in links)
