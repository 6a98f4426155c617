"""A page's figures where it ends up: addresses, and each id once."""

from __future__ import annotations

import re

import pytest
from livedemo_site.figures.ids import apart
from livedemo_site.figures.placing import place

FIGURE = (
    '<live-demo name="a" id="{id}" app="{up}assets/livedemo/site.0.json" '
    'data-listed="{up}assets/livedemo/listed/0.json.gz" inputs="{{}}">\n{inner}'
    '<a class="ld-own" href="{up}demos/a/" data-place="demos/a/">Own page</a></live-demo>'
)


def figure(id: str = "a", up: str = "", inner: str = "") -> str:
    return FIGURE.format(id=id, up=up, inner=inner)


@pytest.mark.parametrize(
    ("url", "up"),
    [
        *(("", ""), ("index.html", ""), ("a/", "../"), ("a/b/index.html", "../../")),
        ("/some/where/404.html", "/some/where/"),
    ],
)
@pytest.mark.parametrize("before", ["", "../", "../../../", "/else/where/", "livedemo:"])
def test_addresses_are_those_of_the_page(url: str, up: str, before: str) -> None:
    html = f"<p>x</p>{figure(up=before)}<p>y</p>"
    placed = place(html, url)
    assert placed == f"<p>x</p>{figure(up=up)}<p>y</p>"
    assert place(placed, url) == placed


def test_what_is_on_another_site_stays() -> None:
    html = figure(up="https://example.org/x/").replace(' data-place="demos/a/"', "")
    assert place(html, "a/b/") == html


def test_other_html_stays() -> None:
    html = '<p id="a">app="../assets/livedemo/x"</p><p id="a"><a href="../demos/a/">x</a></p>'
    assert place(html, "a/b/") == html


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a-2", "a-3"]),
        (["a", "a-2", "a", "a-2"], ["a", "a-2", "a-3", "a-4"]),
        (["a", "h", "a"], ["a", "h-2", "a-2"]),
    ],
)
def test_each_id_stands_once(given: list[str], made: list[str]) -> None:
    html = '<h2 id="h">x</h2>' + "".join(map(figure, given))
    placed = place(html, "")
    assert re.findall(r'name="a" id="(.*?)"', placed) == made
    known = dict(zip(made, given, strict=True))
    assert dict(re.findall(r' id="(\S*)" data-id="(\S*)"', placed)) == {
        new: old for new, old in known.items() if new != old
    }
    assert place(placed, "") == placed


INNER = """<label for="x">A</label><input id="x" aria-describedby="y z">
<p id="y">#x</p><svg><linearGradient id="g"/><rect fill="url(#g)"/><use href="#g"/></svg>
<a href="#elsewhere" title="x">x</a>
"""


def test_a_copys_ids_are_its_own_with_all_that_refers_to_them() -> None:
    placed = place(figure(inner=INNER) + figure(inner=INNER), "")
    first, second, _ = placed.split("</live-demo>")
    assert INNER in first
    assert '<label for="a-2--x">A</label><input id="a-2--x" aria-describedby="a-2--y z">' in second
    assert '<p id="a-2--y">#x</p><svg><linearGradient id="a-2--g"/>' in second
    assert '<rect fill="url(#a-2--g)"/><use href="#a-2--g"/>' in second
    assert '<a href="#elsewhere" title="x">x</a>' in second
    moved = place(figure(id="a-2") + figure(id="a-2", inner=apart(INNER, "a-2")), "")
    assert 'for="a-3--x"' in moved and "a-2--" not in moved
    assert apart(apart(INNER, "a-2"), "a-2") == apart(INNER, "a-2")
