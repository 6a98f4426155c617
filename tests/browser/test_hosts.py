"""A figure looks the same on every page, but for its font, size and accent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from livedemo import Heatmap
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import ROOT, build, profile
from tests.browser.figure import Figure
from tests.browser.server import Server
from tests.browser.test_pages import heights
from tests.shared import Shared

PROJECT = Path(__file__).parent / "hosts"
THEMES = {
    "material": {"name": "material", "font": False},
    "slate": {"name": "material", "font": False, "palette": {"scheme": "slate"}},
    "mkdocs": {"name": "mkdocs"},
    "mkdocs-dark": {"name": "mkdocs", "color_mode": "dark"},
    "readthedocs": {"name": "readthedocs"},
}
DARK = {"slate", "mkdocs-dark"}
# What a page may decide about a figure, made the same on all of them.
SAME = """(figure) => {
    Object.assign(figure.style, { font: "16px sans-serif", lineHeight: "1.5", width: "640px" });
    figure.style.setProperty("--ld-accent", "light-dark(#00558f, #7cc0f5)");
}"""
BARE = """<!doctype html>
<html lang="en">
<meta name="color-scheme" content="light dark">
<title>Bare</title>
<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
{figure}
"""
# Every property of every element of a figure, and of what CSS puts before and after it, as JSON.
# What moves, and where the figure stands on its page, is none of its looks; wrappers are a theme's.
LOOKS = """(figure) => {
    const parts = ["", "::before", "::after", "::marker", "::placeholder"];
    const others = /^(--|animation|color-scheme|inset|scroll-m|transition)|block|inline|origin/;
    const names = [...getComputedStyle(figure)].filter((name) => !others.test(name));
    const looks = (element, part) => {
        const style = getComputedStyle(element, part);
        if (/before|after/.test(part) && style.content === "none") return null;
        return names.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    };
    for (const closed of figure.querySelectorAll("details")) closed.open = true;
    const hidden = figure.querySelectorAll(".ld-message, .ld-progress, .ld-backend");
    for (const part of hidden) part.hidden = false;
    figure.querySelector("textarea").focus();
    const all = [figure, ...figure.querySelectorAll("*")]
        .filter((element) => !element.matches(".wy-table-responsive, [class^=md-typeset__]"));
    return JSON.stringify(all.map((element) => [
        element.outerHTML.slice(0, 60),
        parts.filter((part) => part !== "::marker" || element.matches("li, summary"))
            .filter((part) => part !== "::placeholder" || element.matches("input, textarea"))
            .map((part) => looks(element, part)),
    ]));
}"""
Looks = list[tuple[str, list[list[str] | None]]]


def bare(page: str) -> str:
    """The figure of a page on one without a theme."""
    style, script, figure = (
        re.findall(pattern, page, re.DOTALL)[0]
        for pattern in (
            r'href="(\S+/livedemo\.css)"',
            r'src="(\S+/element\.js)"',
            "<live-demo .*</live-demo>",
        )
    )
    return BARE.format(style=style, script=script, figure=figure)


@pytest.fixture(scope="module")
def hosts(shared: Shared) -> Iterator[Server]:
    """One site for each theme, each in its folder."""

    def make(folder: Path) -> None:
        for name, theme in THEMES.items():
            project = folder / "projects" / name
            shutil.copytree(PROJECT, project)
            settings = {"site_name": "A host", "theme": theme, "plugins": ["livedemo/demos"]}
            (project / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
            site = build(project, folder / "site" / name)
            (site / "bare.html").write_text(bare((site / "index.html").read_text("utf-8")), "utf-8")

    with Server(shared("hosts", make) / "site") as server:
        yield server


def visited(context: BrowserContext, hosts: Server, theme: str, file: str = "") -> Page:
    """A page of a site, which has nothing but the site: some themes ask others for more."""
    page = context.new_page()  # its errors are not held: themes miss what they don't get
    page.route(lambda url: not url.startswith(hosts.url), lambda route: route.abort())
    page.emulate_media(color_scheme="dark" if theme in DARK else "light")
    page.goto(f"{hosts.url}{theme}/{file}")
    return page


def looks(page: Page) -> Looks:
    """What the figure on a page looks like: each element, and each of its parts."""
    figure = Figure(page, "everything").element
    figure.evaluate(SAME)
    found: Looks = json.loads(figure.evaluate(LOOKS))
    return found


def differences(one: Looks, other: Looks) -> list[str]:
    """The elements and properties in which two figures differ, in words."""
    found = []
    for (element, parts), (twin, others) in zip(one, other, strict=True):
        if parts != others:
            pairs = zip(parts, others, strict=True)
            told = [
                (a, b)
                for here, there in pairs
                for a, b in zip(here or [], there or [], strict=True)
            ]
            found += [f"{element}: {a}, not {b}" for a, b in told if a != b] or [twin]
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_looks_as_on_a_bare_page(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    wanted = looks(visited(context, hosts, theme, "bare.html"))
    assert len(wanted) > 300
    assert differences(wanted, looks(visited(context, hosts, theme)))[:20] == []


# How each element of a page is painted and set, but for figures.
PAINTED = """() => [...document.querySelectorAll("*")]
    .filter((element) => !element.closest("live-demo, head, script"))
    .map((element) => {
        const style = getComputedStyle(element);
        const painted = /color|font|background|border|outline|shadow|text|padding|margin|list/;
        const names = [...style].filter((name) => painted.test(name) && !name.startsWith("--"));
        return [element.nodeName, ...names.map((name) => `${name}: ${style[name]}`)].join("; ");
    })"""


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_around_a_figure_is_the_themes_own(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    """Nothing on it looks otherwise where the style of figures is missing."""
    page = visited(context, hosts, theme)
    painted = page.evaluate(PAINTED)
    assert len(painted) > 20
    page.evaluate("document.querySelector('link[href$=\"/livedemo.css\"]').disabled = true")
    assert page.evaluate(PAINTED) == painted


#: What the flagship alone has: its fonts, and its colours that are not the product's.
FLAGSHIP, PRODUCT = (
    "".join(file.read_text("utf-8") for file in folder.rglob("*.css"))
    for folder in (ROOT / "docs/stylesheets", ROOT / "plugins")
)
FONTS = set(re.findall(r"@font-face\s*{[^}]*?font-family:\s*[\"']?([\w -]+)", FLAGSHIP))
COLOURS_OF = re.compile(r"#[0-9a-f]{6}\b")
# Every font and every colour of a page, figures and all, and each of their parts.
USED = """() => {
    const used = new Set();
    const names = ["color", "backgroundColor", "borderTopColor", "borderBottomColor",
        "borderLeftColor", "fill", "stroke", "fontFamily"];
    for (const element of document.querySelectorAll("body, body *")) {
        for (const part of ["", "::before", "::after"]) {
            const style = getComputedStyle(element, part);
            for (const name of names) used.add(style[name]);
        }
    }
    return [...used];
}"""


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_of_the_flagships_look_is_in_the_product(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    for file in ("", "bare.html"):
        used = visited(context, hosts, theme, file).evaluate(USED)
        for font in FONTS:
            assert not [each for each in used if font in each], font
        for colour in set(COLOURS_OF.findall(FLAGSHIP)) - set(COLOURS_OF.findall(PRODUCT)):
            rgb = f"rgb({', '.join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))})"
            assert rgb not in used, colour


# The colours of a quiet button and of a pressed one's ground, as sRGB; and what they stand on.
COLOURS = """(figure) => {
    const paper = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const rgb = (colour) => {
        paper.fillStyle = colour;
        paper.fillRect(0, 0, 1, 1);
        return [...paper.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const style = (selector) => getComputedStyle(figure.querySelector(selector));
    return {
        accent: rgb(style(".ld-quiet").color),
        card: rgb(style(".ld-figure").backgroundColor),
        raised: rgb(style(".ld-guess").backgroundColor),
        pressed: rgb(style(".ld-press").backgroundColor),
        words: rgb(style(".ld-press").color),
    };
}"""
ACCENTS = [
    "#000",
    "#fff",
    "#ff0",
    "#00f",
    "#f00",
    "#0f0",
    "#e91e63",
    "#ffc107",
    "#00bcd4",
    "#526cfe",
]


def luminance(colour: list[int]) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2)."""
    shares = [value / 255 for value in colour]
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: list[int], other: list[int]) -> float:
    """Of two sRGB colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("theme", "accent"),
    [
        ("material", "#526cfe"),
        ("slate", "#526cfe"),
        ("mkdocs", "#2fa4e7"),
        ("mkdocs-dark", "#2fa4e7"),
        ("readthedocs", "#2980b9"),
    ],
)
def test_the_accent_is_the_themes_own(
    context: BrowserContext, hosts: Server, theme: str, accent: str
) -> None:
    """Its colour up to lightness: where it can be read as it is, itself."""
    found = Figure(visited(context, hosts, theme), "everything").element.evaluate(COLOURS)
    wanted = [int(accent[i : i + 2], 16) for i in (1, 3, 5)]
    order = sorted(range(3), key=lambda channel: wanted[channel])
    assert sorted(range(3), key=lambda channel: found["accent"][channel]) == order
    if contrast(wanted, found["raised"]) >= 5:
        assert found["accent"] == wanted


@pytest.mark.parametrize(
    ("theme", "variable"),
    [
        ("material", "--md-accent-fg-color"),
        ("slate", "--md-accent-fg-color"),
        ("mkdocs", "--bs-primary"),
        ("mkdocs-dark", "--bs-primary"),
    ],
)
def test_any_accent_can_be_read(
    context: BrowserContext, hosts: Server, theme: str, variable: str
) -> None:
    page = visited(context, hosts, theme)
    figure = Figure(page, "everything").element
    for accent in ACCENTS:
        page.evaluate("([n, v]) => document.body.style.setProperty(n, v)", [variable, accent])
        found = figure.evaluate(COLOURS)
        for one, other in (("accent", "card"), ("accent", "raised"), ("words", "pressed")):
            assert contrast(found[one], found[other]) >= 4.5, (accent, one, other, found)


def test_the_author_has_the_last_word(context: BrowserContext, hosts: Server) -> None:
    """By the ways that the docs name: variables, and rules in the layer."""
    page = visited(context, hosts, "mkdocs")
    page.add_style_tag(content="live-demo { --ld-accent: #123456; --ld-bg: #fafafa }")
    page.add_style_tag(content="@layer livedemo { .ld-figure { border-radius: 0 } }")
    page.add_style_tag(content=".ld-figure td { background: red }")
    figure = Figure(page, "everything")
    found = figure.element.evaluate(COLOURS)
    assert (found["accent"], found["card"]) == ([0x12, 0x34, 0x56], [0xFA, 0xFA, 0xFA])
    assert figure.part(".ld-figure").evaluate("f => getComputedStyle(f).borderRadius") == "0px"
    transparent = "rgba(0, 0, 0, 0)"
    assert (
        figure.part("td").first.evaluate("t => getComputedStyle(t).backgroundColor") == transparent
    )


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_paper_holds_the_picture_and_nothing_to_press(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    page = visited(context, hosts, theme)
    figure = Figure(page, "everything")
    page.emulate_media(media="print")
    for part in ("claim", "caption", "tokens", "heads", "map", "arcs", "chart", "scatter", "bars"):
        assert figure.part(f".ld-{part}").first.is_visible(), part
    for part in (
        "textarea",
        "[name=line]",
        "select",
        ".ld-set-to",
        ".ld-arc-token",
        "button.ld-head",
    ):
        assert figure.part(part).first.is_visible(), part
    for part in (
        "guess",
        "presets",
        "press",
        "less",
        "actions",
        "nojs",
        "link",
        "start",
        "readout",
    ):
        assert not figure.part(f".ld-{part}").first.is_visible(), part
    assert not figure.part("[type=range]").first.is_visible()
    assert not figure.part(".ld-more > summary").first.is_visible()


def test_tokens_are_not_translated_and_prose_is(context: BrowserContext, hosts: Server) -> None:
    figure = Figure(visited(context, hosts, "material"), "everything")
    kept = (
        """parts => parts.filter((part) => part.closest("[translate=no]")).length / parts.length"""
    )
    for tokens in (
        ".ld-piece",
        ".ld-arc-token",
        ".ld-map bdi",
        ".ld-scatter-field text",
        ".ld-bars tr:not(.ld-rest) th bdi",
        ".ld-passage",
        ".ld-table td bdi",
        ".ld-verdict bdi",
        ".ld-options label span",
    ):
        assert figure.part(tokens).evaluate_all(kept) == 1, tokens
    for prose in (
        ".ld-claim",
        ".ld-caption",
        ".ld-say",
        ".ld-note",
        ".ld-label",
        ".ld-part",
        ".ld-bars caption",
        ".ld-rest bdi",
        ".ld-scatter-key li",
        "thead th",
        "summary",
        ".ld-foot span",
        "legend",
    ):
        assert figure.part(prose).evaluate_all(kept) == 0, prose


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_moves_when_the_script_arrives(
    browser: Browser, context: BrowserContext, hosts: Server, theme: str
) -> None:
    without = profile(browser, java_script_enabled=False)
    pages = [visited(each, hosts, theme) for each in (without, context)]
    assert Figure(pages[1], "everything").part(".ld-start").is_visible()
    found = [heights(page) for page in pages]
    assert found[0] == found[1]
    without.close()


def test_no_label_of_a_bar_is_broken_where_there_is_room(
    context: BrowserContext, hosts: Server
) -> None:
    page = visited(context, hosts, "material")
    labels = Figure(page, "everything").part(".ld-bars th bdi")
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        lines = "bdis => bdis.map((bdi) => bdi.getClientRects().length && bdi.offsetHeight)"
        assert len(set(labels.evaluate_all(lines))) == 1, width
    labels.nth(1).evaluate("label => { label.textContent = 'x'.repeat(2000); }")
    room = Figure(page, "everything").part(".ld-bars-room")
    assert room.evaluate("room => room.scrollWidth - room.clientWidth") <= 0


# How large a cell of the map is, in sizes of its labels' type; and whether the map scrolls.
CELLS = """(figure) => {
    const map = figure.querySelector(".ld-map");
    const cells = map.querySelector("svg").getBoundingClientRect();
    const room = map.closest(".ld-scroll");
    return {
        cell: cells.width / 8 / parseFloat(getComputedStyle(map).fontSize),
        square: Math.abs(cells.width - cells.height) < 1,
        left: room.getBoundingClientRect().right - map.getBoundingClientRect().right,
        scrolls: room.scrollWidth > room.clientWidth,
        high: map.querySelector(".ld-map-rows").offsetHeight - cells.height,
        wide: map.querySelector(".ld-map-columns").offsetWidth - cells.width,
    };
}"""


@pytest.mark.parametrize("theme", ["material", "readthedocs"])
def test_cells_of_a_map_use_the_width_that_there_is(
    context: BrowserContext, hosts: Server, theme: str
) -> None:
    figure = Figure(visited(context, hosts, theme), "everything").element
    figure.evaluate(SAME)
    found = {}
    for width in (160, 300, 640):
        figure.evaluate("(figure, width) => { figure.style.width = `${width}px`; }", width)
        found[width] = figure.evaluate(CELLS)
        assert found[width]["square"]
        assert abs(found[width]["high"]) < 1 and abs(found[width]["wide"]) < 1
    assert found[160]["scrolls"] and abs(found[160]["cell"] - Heatmap.LEAST) < 0.05
    assert not found[300]["scrolls"] and abs(found[300]["left"]) < 1
    assert Heatmap.LEAST < found[300]["cell"] < Heatmap.MOST
    assert not found[640]["scrolls"] and abs(found[640]["cell"] - Heatmap.MOST) < 0.05


def test_the_cell_under_the_pointer_is_read_out(context: BrowserContext, hosts: Server) -> None:
    figure = Figure(visited(context, hosts, "material"), "everything")
    figure.part(".ld-show").click()  # a question is open
    cells = figure.part(".ld-map svg").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box
    at = {"x": box["width"] * 2.5 / 8, "y": box["height"] * 6.5 / 8}
    cells.hover(position=at)  # type: ignore[arg-type]
    assert figure.part("[data-readout]").first.text_content() == (
        "␣frightened looks at ␣hid: 14\u00a0%"
    )
    mark = figure.part(".ld-cursor").bounding_box()
    assert mark
    assert abs(mark["x"] - box["x"] - box["width"] * 2 / 8) < 3
    assert abs(mark["y"] - box["y"] - box["height"] * 6 / 8) < 3


def test_labels_grow_with_the_pages_letters(context: BrowserContext, hosts: Server) -> None:
    figure = Figure(visited(context, hosts, "material"), "everything")
    figure.element.evaluate(SAME)
    labels = (
        *(".ld-map bdi", ".ld-arc-token", ".ld-heads-row", ".ld-scatter-field text"),
        *(".ld-chart-field text", ".ld-bars th", ".ld-part", ".ld-id"),
    )
    sizes = """([figure, labels]) => labels.map((label) =>
        parseFloat(getComputedStyle(figure.querySelector(label)).fontSize))"""
    element = figure.element.element_handle()
    before = figure.page.evaluate(sizes, [element, labels])
    assert min(before) >= 11
    figure.element.evaluate("figure => { figure.style.fontSize = '32px'; }")
    after = figure.page.evaluate(sizes, [element, labels])
    for label, small, large in zip(labels, before, after, strict=True):
        assert large >= 1.95 * small, (label, small, large)


def test_from_800_px_controls_stand_beside_the_result(
    context: BrowserContext, hosts: Server
) -> None:
    """Whatever the window's width: it is the figure's own that counts."""
    page = visited(context, hosts, "mkdocs")
    page.set_viewport_size({"width": 1600, "height": 900})
    figure = Figure(page, "everything").element
    boxes = """(figure) => ["claim", "controls", "caption", "result", "foot"].map((part) => {
        const box = figure.querySelector(`.ld-${part}`).getBoundingClientRect();
        return { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
    })"""
    for width in (799, 800, 1100):
        figure.evaluate("(figure, width) => { figure.style.width = `${width}px`; }", width)
        claim, controls, caption, result, foot = figure.evaluate(boxes)
        assert claim["bottom"] < controls["top"] and result["bottom"] < foot["top"]
        if width < 800:
            assert controls["bottom"] < result["top"] < result["bottom"] < caption["top"]
            continue
        assert abs(controls["right"] - controls["left"] - 270) < 1
        assert controls["right"] < result["left"] and caption["right"] < result["left"]
        assert controls["top"] == result["top"] and controls["bottom"] <= caption["top"]
        assert caption["bottom"] < foot["top"] and result["right"] <= foot["right"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # unless its demo is stacked
    figure.evaluate("figure => figure.querySelector('.ld-figure').classList.remove('ld-aside')")
    _, controls, caption, result, _ = figure.evaluate(boxes)
    assert controls["bottom"] < result["top"] < result["bottom"] < caption["top"]


def test_a_site_gives_quantities_and_tokens_their_colours(
    context: BrowserContext, hosts: Server
) -> None:
    """Until it does, marks have the accent, and words are as their neighbours."""
    page = visited(context, hosts, "material")
    figure = Figure(page, "everything").element
    figure.evaluate(
        """figure => {
            for (const place of [figure.parentElement, figure.querySelector(".ld-caption p")])
                place.insertAdjacentHTML("beforeend", "<em class='ld-query'>query</em>");
        }"""
    )
    colours = """(figure) => {
        const of = (element, property) => getComputedStyle(element)[property];
        const part = (selector, property) => of(figure.querySelector(selector), property);
        const words = [...document.querySelectorAll("em.ld-query")];
        return {
            accent: part(".ld-quiet", "color"),
            marks: [part(".ld-inks path", "fill"), part(".ld-head path", "stroke"),
                part(".ld-bar rect", "fill"), part(".ld-chart-line", "stroke")],
            strip: [part(".ld-over", "fill"), part(".ld-under", "fill")],
            line: part(".ld-arcs-lines path", "stroke"),
            token: part(".ld-c0", "borderBottomColor"),
            words: words.map((word) => of(word, "color")),
            around: words.map((word) => of(word.parentElement, "color")),
        };
    }"""
    plain = figure.evaluate(colours)
    assert {*plain["marks"]} == {plain["accent"]}
    assert plain["strip"] == ["rgb(213, 94, 0)", "rgb(0, 114, 178)"]
    assert plain["token"] == "rgb(230, 159, 0)"
    assert len(plain["words"]) == 2 and plain["words"] == plain["around"]
    names = ("attention", "measure", "loss", "plus", "minus", "query", "token-0")
    rules = "; ".join(f"--ld-{name}: rgb(1, 2, {i})" for i, name in enumerate(names))
    page.add_style_tag(content=f":root {{ {rules} }}")
    named = {name: f"rgb(1, 2, {i})" for i, name in enumerate(names)}
    own = figure.evaluate(colours)
    assert own["marks"] == [named[n] for n in ("attention", "attention", "measure", "loss")]
    assert own["strip"] == [named["plus"], named["minus"]]
    assert (own["line"], own["token"]) == (named["attention"], named["token-0"])
    assert own["words"] == [named["query"]] * 2
    page.emulate_media(forced_colors="active")
    forced = figure.evaluate(colours)
    assert len({*forced["marks"]}) == 1 and forced["marks"][0] not in named.values()


# Where pictures begin and end, in px: the first bar and its cell, the tokens that look and those
# looked at, and how thick the rule of a guess is at the left and at the right.
SIDES = """(figure) => {
    const box = (selector) => figure.querySelector(selector).getBoundingClientRect();
    const guess = getComputedStyle(figure.querySelector(".ld-guess"));
    return {
        bar: [box(".ld-bar rect").left, box(".ld-bar rect").right].map(Math.round),
        cell: [box(".ld-bar").left, box(".ld-bar").right].map(Math.round),
        label: Math.round(box(".ld-bars th").left),
        arcs: [box(".ld-arcs-from").left, box(".ld-arcs-to").left],
        rule: [guess.borderLeftWidth, guess.borderRightWidth],
    };
}"""


def test_on_a_page_written_from_the_right(context: BrowserContext, hosts: Server) -> None:
    """Bars begin at their labels; what has an axis or looks somewhere is drawn from the left."""
    page = visited(context, hosts, "material", "bare.html")
    figure = Figure(page, "everything").element
    left = figure.evaluate(SIDES)
    page.evaluate("document.dir = 'rtl'")
    right = figure.evaluate(SIDES)
    assert left["label"] < left["bar"][0] and right["bar"][1] < right["label"]
    assert left["bar"][0] - left["cell"][0] == right["cell"][1] - right["bar"][1] == 1  # its axis
    for each in (left, right):
        assert each["arcs"][0] < each["arcs"][1]
    assert left["rule"] == [*reversed(right["rule"])] == ["3px", "0px"]


@pytest.mark.parametrize("file", ["", "bare.html"])
@pytest.mark.parametrize(("width", "size"), [(320, 100), (640, 200)])
def test_nothing_is_wider_than_a_small_screen(
    context: BrowserContext, hosts: Server, file: str, width: int, size: int
) -> None:
    """Of 320 px, or with letters of twice the size."""
    page = visited(context, hosts, "material", file)
    page.set_viewport_size({"width": width, "height": 800})
    page.add_style_tag(content=f"html {{ font-size: {size}% !important }}")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_forced_colours_leave_no_mark_unseen(context: BrowserContext, hosts: Server) -> None:
    page = visited(context, hosts, "material")
    page.emulate_media(forced_colors="active")
    figure = Figure(page, "everything")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('i'), { id: 'text' }))"
    )
    text = page.locator("#text").evaluate("text => getComputedStyle(text).color")
    for mark, kind in (
        (".ld-bar rect", "fill"),
        (".ld-head path", "stroke"),
        (".ld-inks path", "fill"),
    ):
        colour = f"mark => getComputedStyle(mark).{kind}"
        assert figure.part(mark).first.evaluate(colour) == text, mark
    for mark, side in ((".ld-token", "Bottom"), (".ld-guess", "Left"), (".ld-cover", "Left")):
        width = f"mark => getComputedStyle(mark).border{side}Width"
        assert figure.part(mark).first.evaluate(width) != "0px", mark
    pressed = figure.part(".ld-head[aria-pressed=true]")
    other = figure.part(".ld-head[aria-pressed=false]").first
    outline = "head => getComputedStyle(head).outlineStyle"
    assert (pressed.evaluate(outline), other.evaluate(outline)) == ("solid", "none")


def test_who_wants_no_motion_gets_none(context: BrowserContext, hosts: Server) -> None:
    page = visited(context, hosts, "material")
    page.emulate_media(reduced_motion="reduce")
    moving = """figure => [...figure.querySelectorAll("[class*=ld-]")].filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return transitionDuration !== "0s" || animationName !== "none";
    }).map((element) => element.outerHTML)"""
    assert Figure(page, "everything").element.evaluate(moving) == []
