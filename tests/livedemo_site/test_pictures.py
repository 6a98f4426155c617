"""Pictures of what demos show: whole by themselves, small, the same each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as etree

import pytest
from livedemo import See
from livedemo_site.figures.placing import place
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.pictures.sheet import needed
from livedemo_site.pictures.thumbnail import HTML, MOST, SVG, thumbnail
from livedemo_site.project import Project
from livedemo_site.site import Site
from markdown import Markdown

from tests.livedemo_site.conftest import Rendered
from tests.livedemo_site.test_gallery import gallery

BARS = '<table class="ld-bars" data-set="x"><tbody><tr><td>a</td></tr></tbody></table>'


def picture(result: str, *own: str) -> str:
    file = thumbnail(result, ["@layer livedemo { .ld-bars { color: red } }", *own])
    assert file
    etree.fromstring(file)  # it is XML
    return file.decode()


def test_it_is_html_with_the_rules_that_hold_for_it() -> None:
    text = picture(f'<p class="ld-say">Words.</p>{BARS}<details>More</details><br><p>Open &amp; on')
    assert ".ld-bars{color:red}" in text and "Open &amp; on</p>" in text
    assert not re.search("Words|More|data-set|<script|http(?!://www.w3.org/)", text)


def test_words_alone_are_shown() -> None:
    assert "Words." in picture('<p class="ld-say">Words.</p>')


@pytest.mark.parametrize("result", ["", " ", '<p hidden>x</p><script>alert("x")</script>'])
def test_nothing_to_be_seen_is_no_picture(result: str) -> None:
    assert thumbnail(result, [""]) is None


def test_too_much_is_cut_from_below() -> None:
    lines = "".join(f"<p>{i}{'x' * 1000}</p>" for i in range(100))
    text = picture(f"<div>{lines}</div>")
    assert len(text) <= MOST and "<p>0x" in text and "<p>99x" not in text


def test_of_views_side_by_side_the_one_that_fits_is_left() -> None:
    large = f'<div><svg><path d="{"M0 0h1" * MOST}"/></svg></div>'
    assert "ld-bars" in picture(f"<div>{large}<div>{BARS}</div></div>")
    assert "ld-bars" in picture(f"<div>{large}<div>{BARS}</div></div>{See('x', 'y').html()}")
    assert thumbnail(large, [""]) is None


def test_the_sites_own_style_holds_where_it_does_in_figures() -> None:
    own = """
    live-demo { --ld-accent: #123456; --never: 1px; color: green } /* as a theme's */
    body { --ld-soft: #654321; margin: 9px }
    .md-main { --ld-accent: blue }
    @layer livedemo { .ld-bars { font: var(--ld-soft); background: url(x.png) } }
    @layer livedemo { .ld-strip { top: 0 } }
    @layer livedemo { .ld-result { color: var(--ld-accent, var(--ld-bg)) } }
    @media (min-width: 60em) { live-demo { --ld-accent: red } }
    @media (prefers-color-scheme: dark) { live-demo { --ld-bg: black } }
    """
    text = picture(BARS, own)
    assert "live-demo{--ld-accent:#123456}" in text and ".ld-bars{font:var(--ld-soft)}" in text
    assert "@media (prefers-color-scheme: dark){live-demo{--ld-bg:black}}" in text
    assert "body{--ld-soft:#654321}" in text
    assert not re.search("green|blue|9px|never|url|ld-strip|60em", text)


def test_a_rule_keeps_what_is_nested_and_around_it() -> None:
    root = etree.Element(f"{{{SVG}}}svg")
    etree.SubElement(root, f"{{{HTML}}}b", {"class": "x"})
    sheet = (
        "@layer livedemo { @container (width > 9em) { .x { & i { top: 0 } left: 0 ! important } } }"
    )
    short = "@container (width > 9em){.x{left:0!important;& i{top:0}}}"
    assert needed([sheet], root) == short


def shown(site: Site, html: str) -> dict[str, Path]:
    """The pictures of a page by the demo that they stand above."""
    found = re.findall(r'demos/([\w-]+)/" data-place[^>]*><img[^>]* src="([^"]*)"', html)
    assert len(found) == html.count("<img")
    return {name: site.project.store.path(Path(src).stem) for name, src in found}


def test_each_card_has_a_picture_that_is_kept_by_what_it_shows(project: Project) -> None:
    site, docs = Site(project), project.root / "docs"
    docs.mkdir(exist_ok=True)
    first = shown(site, gallery(project, docs))["hello-world"]
    assert shown(Site(project), gallery(project, docs))["hello-world"] == first
    assert b"Hello, world" in first.read_bytes()
    demo = project.root / "demos" / "hello-world" / "demo.py"
    demo.write_text(demo.read_text("utf-8").replace("Hello", "Bye"), "utf-8")
    project.refresh()
    assert shown(Site(project), gallery(project, docs))["hello-world"] != first


def test_a_page_may_show_one_beside_its_text(render: Callable[..., Rendered]) -> None:
    page = render("# A\n\n```picture hello-world\ntimes: 2\n```\n\nText.\n")
    assert page.mistakes == [] and page.figures == []
    assert re.search(
        r'<div class="ld-beside-text"><img class="ld-drawn" '
        r'src="../(assets/livedemo/pictures/[0-9a-f]{64}.svg)" data-place="\1" '
        r'width="480" height="300" loading="lazy" alt=""></div>',
        page.html,
    )
    other = render("```picture hello-world\ntimes: 3\n```\n")
    assert other.html not in page.html


@pytest.mark.parametrize(
    ("fence", "cause"),
    [
        ("```picture\n```", "this fence names no demo: write ```picture NAME"),
        ("```picture two names\n```", "a picture fence can't begin with"),
        ("```picture helo-world\n```", 'no demo "helo-world"'),
        ("```picture hello-world\ntime: 2\n```", 'has no control "time"'),
        ("```picture hello-world\nx\n```", "'x' is no option"),
        ("```picture hello-world\ncaption: x\n```", "a picture has neither caption"),
    ],
)
def test_a_mistake_is_told(render: Callable[..., Rendered], fence: str, cause: str) -> None:
    page = render(f"{fence}\n")
    assert len(page.mistakes) == 1 and cause in page.mistakes[0]


def test_a_host_without_addresses_completes_it(project: Project) -> None:

    html = Markdown(extensions=[LiveDemoExtension(Site(project))]).convert(
        "```picture hello-world\n```"
    )
    assert 'src="livedemo:assets/' in html
    assert 'src="../../assets/' in place(html, "a/b/")
    assert place(place(html, "a/b/"), "c/") == place(html, "c/")
