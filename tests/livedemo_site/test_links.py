"""Links in the text that set a figure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape

import pytest

from tests.livedemo_site.conftest import Rendered

Render = Callable[..., Rendered]
FENCE = "```demo hello-world\n```\n"


def sets(html: str) -> list[tuple[str, dict[str, object]]]:
    """The target of each link that sets something, and what."""
    found = re.findall(r'<a data-sets="(.*?)" href="(.*?)"|<a href="(.*?)" data-sets="(.*?)"', html)
    return [(b or c, json.loads(unescape(a or d))) for a, b, c, d in found]


def test_a_link_becomes_an_anchor_with_typed_values(render: Render) -> None:
    page = render(
        f"{FENCE}\n[a](#hello-world?times=2&loud=Yes) [b](#hello-world?text=%C3%A9+%26x)\n"
    )
    assert sets(page.html) == [
        ("#hello-world", {"times": 2, "loud": True}),
        ("#hello-world", {"text": "é &x"}),
    ]
    assert not page.mistakes


def test_figures_of_one_demo_are_numbered_and_no_heading_takes_an_id(render: Render) -> None:
    page = render(
        f"# Hello world\n\n{FENCE}\n{FENCE}\n## Hello world 2\n\n[x](#hello-world-2?times=2)"
    )
    ids = re.findall(r' id="(.*?)"', page.html)
    assert ids.count("hello-world") == ids.count("hello-world-2") == 1
    assert re.findall(r'<live-demo name="hello-world" id="(.*?)"', page.html) == [
        "hello-world",
        "hello-world-2",
    ]
    assert sets(page.html) == [("#hello-world-2", {"times": 2})]


def test_a_link_may_stand_before_its_figure_and_in_a_caption(render: Render) -> None:
    caption = "```demo hello-world\ncaption: See [this](#hello-world?times=3).\n```\n"
    page = render(f"- [a][r]\n\n{caption}\n[r]: #hello-world?loud=no\n")
    assert sets(page.html) == [("#hello-world", {"loud": False}), ("#hello-world", {"times": 3})]


@pytest.mark.parametrize("link", ["#other", "other.md#a?b=c", "?a=b", "https://x.org/#a?b=c"])
def test_other_links_stay(render: Render, link: str) -> None:
    page = render(f"[x]({link})")
    assert f'href="{link}"' in page.html and not page.mistakes


def test_a_mistake_is_told_where_it_stands(render: Render) -> None:
    page = render(f"---\na: b\n---\n\n{FENCE}\n[x](#hello-world?times=9)\n\n[y](#hello-word?a=b)\n")
    assert page.mistakes == [
        "docs/page.md:8: times must be a whole number from 1 to 3, not 9",
        'docs/page.md:10: no figure "hello-word" on this page. Did you mean "hello-world"? '
        "Known: hello-world.",
    ]
    assert "[docs/page.md:8: times must be" in page.html
