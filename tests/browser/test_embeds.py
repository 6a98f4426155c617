"""Figures on other people's sites: framed, made as tall as they are, set, and kept apart."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.axe import violations
from tests.browser.figure import Figure, frames
from tests.browser.server import Server

# What was given out to be pasted, and copied, as it was on the day; no file of it is ever changed.
PASTED = Path(__file__).parent / "pasted"
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src {site}"
ANYONE = {"Access-Control-Allow-Origin": "*"}
HEARD = """
addEventListener("livedemo:update", ({ target, detail }) => {
  document.body.dataset.heard = JSON.stringify([target.localName, detail]);
});
"""
STYLE = ".dark { background: #123; }"

Blog = Callable[..., str]


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Blog]:
    """Makes a page of another origin, with files beside it, and gives its address."""
    with ExitStack() as stack:

        def write(html: str, policy: str = "") -> str:
            files = {"index.html": f'<!doctype html><html lang="en"><title>Blog</title>{html}'}
            files |= {"heard.js": HEARD, "style.css": STYLE}
            files |= {path.name: path.read_text("utf-8") for path in PASTED.iterdir()}
            for name, text in files.items():
                (tmp_path / name).write_text(text, encoding="utf-8")
            headers = {"Content-Security-Policy": policy} if policy else {}
            return stack.enter_context(Server(tmp_path, headers=headers)).url

        yield write


def snippets(site: str, script: str) -> str:
    """What a post has of two figures: a frame, and an element."""
    return f"""<link rel="stylesheet" href="style.css"><body><script src="heard.js"></script>
<iframe src="{site}embed/v1/echo/#number=5" title="Echo" width="100%" height="90"
 loading="lazy"></iframe>
<live-demo src="{site}embed/v1/echo/" number="4" text="one two">
<a href="{site}">Echo</a></live-demo>
<script src="{script}" async></script>"""


def asked(server: Server) -> int:
    """How often a worker was asked for."""
    return sum(path.endswith("/worker.js") for path in server.requests)


def fits(page: Page, frame: FrameLocator) -> None:
    """Wait until a frame is as tall as what is in it."""
    page.wait_for_function(
        "([frame, height]) => Math.abs(frame.clientHeight - height) <= 1",
        arg=[
            frame.owner.element_handle(),
            frame.locator("body").evaluate("body => body.getBoundingClientRect().height"),
        ],
    )


@pytest.mark.parametrize("strict", [False, True], ids=["today's", "its own copy, strictly"])
def test_a_blog_shows_figures(page: Page, small: Server, blog: Blog, strict: bool) -> None:
    """With the scripts as they are; with those that it copied long ago, and a strict policy."""
    script = "live-demo.js" if strict else f"{small.url}embed/v1/live-demo.js"
    policy = STRICT.format(site=small.url.rstrip("/")) if strict else ""
    small.requests.clear()
    page.goto(blog(snippets(small.url, script), policy))
    plain, element = (page.frame_locator(one) for one in ("body > iframe", "live-demo > iframe"))
    for frame, number in ((plain, "5"), (element, "4")):
        expect(frame.locator("input[name=number]")).to_have_value(number)
        expect(frame.locator("[data-result]")).to_contain_text(f"number {number}")  # it was listed
        expect(frame.locator("live-demo")).to_have_attribute("data-state", "static")
        fits(page, frame)
    frames(page)
    assert not asked(small)
    assert page.evaluate("scrollY === 0 && document.activeElement === document.body")

    for count, (frame, owner) in enumerate([(plain, "iframe"), (element, "iframe")], 1):
        frame.locator(".ld-start").click()
        expect(frame.locator("live-demo")).to_have_attribute("data-state", "live")
        assert asked(small) == count
        expect(page.locator("body")).to_have_attribute("data-heard", re.compile(r'"python"'))
        heard, detail = json.loads(page.locator("body").get_attribute("data-heard") or "")
        assert heard == owner and detail["inputs"]["number"] == 6 - count
        assert detail["backend"] == "python" and {"boot", "run"} <= detail["ms"].keys()
        fits(page, frame)
    page.locator("live-demo").evaluate("element => element.setAttribute('number', 2)")
    expect(element.locator("[data-result]")).to_contain_text("2 words, number 2.")
    expect(plain.locator("[data-result]")).to_contain_text("number 5")
    address = f"{small.url}embed/v1/scale/"
    page.locator("live-demo").evaluate(
        "(element, src) => { element.setAttribute('src', src); }", address
    )
    expect(element.locator("live-demo[name=scale]")).to_have_attribute("data-state", "static")


def test_an_element_follows_the_page_or_its_theme(page: Page, small: Server, blog: Blog) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(blog(snippets(small.url, f"{small.url}embed/v1/live-demo.js")))
    plain, element = (page.frame_locator(one) for one in ("body > iframe", "live-demo > iframe"))
    theme = element.locator("html")
    expect(theme).to_have_attribute("data-theme", "light")
    page.evaluate("document.body.className = 'dark'")  # a blog's own switch
    expect(theme).to_have_attribute("data-theme", "dark")
    background = "body => getComputedStyle(body).backgroundColor"
    assert element.locator("body").evaluate(background) == "rgb(28, 31, 38)"
    page.locator("live-demo").evaluate("element => element.setAttribute('theme', 'light')")
    expect(theme).to_have_attribute("data-theme", "light")
    assert element.locator("body").evaluate(background) == "rgb(255, 255, 255)"
    assert plain.locator("body").evaluate(background) == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")  # a frame alone has only the reader's wish
    assert plain.locator("body").evaluate(background) == "rgb(28, 31, 38)"


def test_ten_on_a_page_come_near_the_reader_and_run_by_hand(
    page: Page, small: Server, blog: Blog
) -> None:
    tall = '<p style="height: 4000px"></p>'
    one = f'<live-demo src="{small.url}embed/v1/echo/"><a href="/">An echo</a></live-demo>'
    small.requests.clear()
    page.goto(blog(f'<script src="live-demo.js"></script><body>{tall.join([one] * 10)}'))
    assert page.get_by_role("link", name="An echo").count() == 0
    assert page.locator("iframe[title='An echo']").count() == 10
    first = page.frame_locator("live-demo >> nth=0 >> iframe")
    first.locator(".ld-start").click()
    expect(first.locator("live-demo")).to_have_attribute("data-state", "live")
    assert small.requests.count("/embed/v1/echo/") < 5
    for i in range(10):
        page.locator("live-demo").nth(i).scroll_into_view_if_needed()
        state = page.frame_locator(f"live-demo >> nth={i} >> iframe").locator("live-demo")
        expect(state).to_have_attribute("data-state", "static" if i else "live")
    assert asked(small) == 1


@pytest.mark.parametrize("allowed", [True, False], ids=["CORS", "no CORS"])
def test_in_a_sandbox(page: Page, small_site: Path, blog: Blog, allowed: bool) -> None:
    """Where the frame has no origin: it runs, or keeps its result and says where it does."""
    with Server(small_site, headers=ANYONE if allowed else {}) as site:
        address = f"{site.url}embed/v1/scale/#?secret=x1Y2"  # as WordPress frames what it was told
        html = f'<iframe src="{address}" sandbox="allow-scripts"></iframe>'
        page.goto(blog(f'<body>{html}<script src="resize.js"></script>'))
        frame = page.frame_locator("iframe")
        figure = frame.locator("live-demo")
        before = frame.locator("[data-result]").inner_text()
        fits(page, frame)
        if allowed:
            frame.locator(".ld-start").click()
            expect(figure).to_have_attribute("data-state", "live")
            expect(figure).to_have_attribute("data-backend", "wasm")
        else:
            expect(frame.locator(".ld-message p")).to_contain_text("sandbox")
        assert frame.locator("[data-result]").inner_text() == before
        frame.get_by_role("link", name="Own page").click()
        expect(frame.locator("h1")).to_be_visible()


# What no page of ours would send. Each is an expression of JavaScript.
HOSTILE = [
    *("null", "1", "'livedemo'", "[]", "{}", "{livedemo: 2, hello: true}", "{livedemo: '1'}"),
    *("{livedemo: 1}", "{livedemo: 1, hello: 1}", "{livedemo: 1, set: null}"),
    *(f"{{livedemo: 1, theme: {each}}}" for each in ("0", "{}", "'x\" onload=1'", "'url(//x)'")),
    *(
        f"{{livedemo: 1, set: {each}}}"
        for each in (
            *("0", "'number=1'", "[1, 2]", "new Map([['number', 1]])", "new Date()"),
            *("{number: 7}", "{number: -1}", "{number: NaN}", "{number: '1e0'}", "{number: 2.5}"),
            *("{number: {}}", "{number: [1]}", "{number: null}", "{number: {toString: 1}}"),
            *("{share: 0.55}", "{option: 'c'}", "{switch: 'maybe'}", "{word: -1}", "{guess: '3'}"),
            *("{text: 'x'.repeat(61)}", "{text: 'x'.repeat(1e6)}", "{text: '\\0'}", "{text: 1n}"),
            *("{text: '\\ud800'}", "{__proto__: {number: 9}}", "{constructor: 1, toString: 2}"),
            "{['__proto__']: 1, text: '<img src=x onerror=alert(1)>'}",
        )
    ),
]
FRAGMENTS = [
    *("#", "##", "#?", "#&&&", "#=", "#%", "#%ff", "#number", "#number=", "#number=7", "#echo?x=1"),
    *("#number=1&number=2", "#number=2.5", "#__proto__=1", "#constructor=1", "#option=%3Cb%3E"),
    *(
        "#text=%00",
        "#text=" + "x" * 9000,
        "#" + "&" * 9000,
        "#text=a%E2%82",
        "#javascript:alert(1)",
    ),
]
# Of a figure: what it has in its controls, and whether a run was begun.
STATE = """async () => {
    const figure = document.querySelector("live-demo");
    await figure.ready;
    return [figure.inputs, figure.dataset.state, document.querySelectorAll("img, script").length];
}"""


def test_messages_and_fragments_that_mean_harm(page: Page, small: Server, blog: Blog) -> None:
    """Nobody throws, nothing runs, and no control leaves its range."""
    page.goto(blog(f"<body><iframe src='{small.url}embed/v1/echo/'></iframe>"))
    frame = page.frames[1]
    _, state, scripts = frame.evaluate(STATE)
    dice = random.Random(7)
    names = ["text", "number", "share", "option", "switch", "word", "guess", "__proto__", "x y"]
    signs = "abc019-.eE+%&=#?<>\"'\\ \0é👩\u202e"
    noise = [
        {n: "".join(dice.choices(signs, k=dice.randrange(9))) for n in dice.choices(names, k=3)}
        for _ in range(500)
    ]
    page.evaluate(
        """async ([hostile, noise]) => {
            const { contentWindow } = document.querySelector("iframe");
            const all = [...hostile.map((each) => (0, eval)(`(${each})`))];
            for (const set of noise) all.push({ livedemo: 1, set });
            for (const each of all) contentWindow.postMessage(each, "*");
        }""",
        [HOSTILE, noise],
    )
    for fragment in FRAGMENTS:
        frame.evaluate("fragment => { location.hash = fragment; }", fragment)
    for pairs in noise:
        text = "&".join(f"{name}={value}" for name, value in pairs.items())
        frame.evaluate("fragment => { location.hash = fragment; }", text)
    frames(page)
    inputs, after, left = frame.evaluate(STATE)
    assert (after, left) == (state, scripts)
    assert isinstance(inputs["text"], str) and len(inputs["text"]) <= 60
    assert inputs["number"] in range(1, 7) and inputs["option"] in ("a", "b")
    assert 0 <= inputs["share"] <= 1 and inputs["guess"] in ("", "1", "2")
    assert inputs["switch"] in (True, False) and inputs["word"] in range(10**10)


def test_a_page_believes_no_other_frame(page: Page, small: Server, blog: Blog) -> None:
    """One that another site put where a figure was, or that is no figure's."""
    liar = "<body data-heard='nothing'><script src='heard.js'></script>"
    with Server(PASTED) as other:  # whose page is not there: it may say what it will
        address = f"{small.url}embed/v1/echo/"
        html = f"<iframe src='{address}' height='90'></iframe><iframe src='{other.url}'></iframe>"
        page.goto(blog(f"{liar}{html}<script src='resize.js'></script>"))
        fits(page, page.frame_locator("iframe >> nth=0"))
        before = page.locator("iframe").evaluate_all("all => all.map((one) => one.clientHeight)")
        update = "{livedemo: 1, height: 5000, update: {inputs: {}, backend: 'x', ms: {}}}"
        page.frames[2].evaluate(f"parent.postMessage({update}, '*')")
        page.frames[1].evaluate(f"location = '{other.url}'")
        page.frames[1].wait_for_url(other.url)
        page.frames[1].evaluate(f"parent.postMessage({update}, '*')")
        for shape in ("height: -1", "height: 1e9", "height: '9px'", "height: NaN", "update: 1"):
            page.evaluate(f"postMessage({{livedemo: 1, {shape}}}, '*')")
        frames(page)
        assert before == page.locator("iframe").evaluate_all(
            "all => all.map((one) => one.clientHeight)"
        )
        assert page.locator("body").get_attribute("data-heard") == "nothing"


def test_share_gives_what_a_blog_can_paste(page: Page, small: Server, blog: Blog) -> None:
    """By the keys alone; with the figure's inputs, whatever is in them; nothing comes before."""
    small.requests.clear()
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    text = 'a "b" &amp;\n<i> #?%é👩'
    figure.element.evaluate("(figure, text) => { figure.inputs = { text, number: 6 }; }", text)
    frames(page)
    assert not [path for path in small.requests if "snippets" in path]
    share = figure.part(".ld-share")
    share.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Share “What did the figure get?” as it stands")
    expect(dialog.locator("textarea").first).to_be_focused()
    assert dialog.locator("iframe").count() == 0
    link, frame, element, citation = (box.input_value() for box in dialog.locator("textarea").all())
    assert "What did the figure get?" in citation and link in citation
    dialog.get_by_text("How the frame looks").click()
    preview = dialog.frame_locator("iframe")
    expect(preview.locator("input[name=number]")).to_have_value("6")
    assert violations(page, "dialog") == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(share).to_be_focused()
    assert not asked(small)

    page.goto(blog(f"<body>{frame}{element}"))
    for i in range(2):
        there = page.frame_locator(f"iframe >> nth={i}")
        expect(there.locator("textarea[name=text]")).to_have_value(text)
        expect(there.locator("input[name=number]")).to_have_value("6")
        assert there.locator(".ld-message").is_hidden()


def test_the_guides_snippets_work(page: Page, small: Server, blog: Blog) -> None:
    """All of them in one post, with a figure of this site in place of the flagship's."""
    guide = (Path(__file__).parents[2] / "docs/embed.md").read_text("utf-8")
    html = "".join(re.findall(r"^```html\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL))
    html = html.replace("https://livedemo.example/", small.url).replace("/tokens/", "/echo/")
    page.goto(blog(f"<body>{html}"))
    for i in range(2):
        frame = page.frame_locator(f"iframe >> nth={i}")
        expect(frame.locator("textarea[name=text]")).to_have_value("Hello there")
        fits(page, frame)
    frame.locator(".ld-start").click()
    expect(page.locator("#told")).to_have_text("Hello there")


def test_what_was_pasted_works(page: Page, small: Server, blog: Blog) -> None:
    """Each snippet that was ever given out: it shows the figure, with the inputs that it names."""
    pasted = (PASTED / "snippets.html").read_text("utf-8")
    pasted = pasted.replace("https://small.example/", small.url)
    page.goto(blog(f"<body>{pasted}"))
    wanted = page.locator("[data-number]").evaluate_all(
        "all => all.map((one) => one.dataset.number)"
    )
    assert wanted
    for i, number in enumerate(wanted):
        owner = page.locator("[data-number]").nth(i)
        owner.scroll_into_view_if_needed()
        frame = owner.frame_locator(":scope > iframe, :scope > live-demo > iframe")
        expect(frame.locator("input[name=number]")).to_have_value(number)
        fits(page, frame)
