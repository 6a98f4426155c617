"""Links to a figure's state: made, followed, refused; and links in the text that set a figure."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.figure import Figure, frames
from tests.browser.server import Server
from tests.browser.test_places import arrive

pytestmark = pytest.mark.alone

Open = Callable[[str], Figure]


@pytest.fixture
def opened(page: Page, small: Server) -> Open:
    """Opens the echo's own page with a fragment."""

    def open(fragment: str) -> Figure:
        page.goto(f"{small.url}demos/echo/#{fragment}")
        figure = Figure(page, "echo")
        figure.part(".ld-prompt, .ld-message:not([hidden])").first.wait_for()
        return figure

    return open


def loaded(server: Server) -> list[str]:
    return [path for path in server.requests if "pyodide" in path or "worker.js" in path]


def test_a_link_sets_the_controls_and_waits_for_the_reader(
    page: Page, small: Server, opened: Open
) -> None:
    small.requests.clear()
    text = "é 👩‍🚀 a&b=c+d #?%"
    figure = opened("echo?" + urlencode({"text": text, "number": 5, "switch": "yes"}))
    assert figure.inputs["text"] == text
    assert (figure.inputs["number"], figure.inputs["switch"]) == (5, True)
    assert figure.part("output").first.inner_text() == "5"
    assert figure.state == "static" and figure.said == "2 words, number 3."
    assert "still the page’s own" in figure.part(".ld-prompt").inner_text()
    assert figure.part("figure").evaluate("part => part === document.activeElement")
    page.wait_for_load_state("networkidle")
    frames(page)
    assert not loaded(small)
    figure.part(".ld-run").click()
    figure.says("number 5")
    figure.becomes("live")
    assert figure.part(".ld-prompt").count() == 0


def test_a_link_to_what_is_shown_asks_for_nothing(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/#echo?number=3")
    figure = Figure(page, "echo")
    expect(figure.part("figure")).to_be_focused()
    assert figure.part(".ld-prompt").count() == 0


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("number=7", "number must be a whole number from 1 to 6, not “7”."),
        ("number=2.5", "number must be a whole number from 1 to 6, not “2.5”."),
        ("number=1e0", "number must be a whole number from 1 to 6, not “1e0”."),
        ("number=", "number must be a whole number from 1 to 6, not “”."),
        ("share=0.55", "share must be a number from 0.0 to 1.0 in steps of 0.1, not “0.55”."),
        ("option=c", "option must be one of a, b, not “c”."),
        ("switch=2", "switch must be yes or no, not “2”."),
        ("guess=9", "guess must be one of 1, 2, not “9”."),
        ("word=-1", "word must be a whole number, 0 or more, not “-1”."),
        ("word=99999999999", "word must be a whole number, 0 or more"),
        ("__proto__=1", "there is no control “__proto__”, only "),
        ("nonsense=<b>", "there is no control “nonsense”, only "),
        ("number=1&number=2", "it sets number twice."),
        ("text=" + "x" * 61, "text takes 60 characters at most, not 61."),
        ("text=a%00b", "text holds control characters"),
        ("text=%ff", "it is damaged"),
        ("text=%E2%82", "it is damaged"),
        ("text=" + "x" * 9000, "it is longer than 8,000 characters."),
        ("number=9&option=z", "number must be a whole number from 1 to 6, not “9”; option must"),
    ],
)
def test_a_link_that_is_no_good_is_refused_in_words(opened: Open, query: str, reason: str) -> None:
    figure = opened(f"echo?{query}")
    assert figure.message is not None
    assert figure.message.startswith(f"The link to this figure was not followed: {reason}")
    assert figure.inputs["number"] == 3 and figure.inputs["text"] == "one two"
    assert figure.state == "static"
    assert not figure.part(".ld-retry").is_visible()


def test_a_link_is_copied_and_opens_the_same_state(
    context: BrowserContext, page: Page, small: Server
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{small.url}links/")
    second = Figure(page, "echo", 1)
    text = "line 1\nإلى & <b>"
    second.element.evaluate(
        "(figure, text) => { figure.inputs = { text, share: 0.7, option: 'b' }; }", text
    )
    second.part(".ld-share").click()
    second.part("dialog").get_by_role("button", name="Copy: A link to it").click()
    expect(second.part("dialog [role=status]")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{small.url}links/#echo-2?")
    other = context.new_page()
    other.goto(link)
    figure = Figure(other, "echo", 1)
    figure.part(".ld-prompt").wait_for()
    wanted = {"text": text, "number": 2, "share": 0.7, "option": "b"}
    assert wanted.items() <= figure.inputs.items()
    assert Figure(other, "echo").inputs["text"] == "one two"
    assert figure.part("figure").evaluate("f => f.getBoundingClientRect().top") < 300


def test_where_nothing_may_be_copied_the_text_is_marked(page: Page, small: Server) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    figure.part(".ld-share").click()
    figure.part("dialog button").first.click()
    expect(figure.part("dialog [role=status]")).to_contain_text("copy it yourself")
    box = figure.part("dialog textarea").first
    expect(box).to_be_focused()
    marked = box.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)")
    assert marked.endswith("/demos/echo/#echo?text=one+two&number=3&share=0.5&option=a&switch=no")


def test_what_a_link_can_not_hold_is_said(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    figure.element.evaluate("figure => { figure.inputs = { text: 'a\\u0001' }; }")
    figure.part(".ld-share").click()
    figure.part(".ld-message").wait_for()
    assert figure.message == (
        "A link can’t hold this: text holds control characters, which a link may not carry."
    )
    assert figure.part("dialog").count() == 0


def test_an_address_that_changes_in_the_page_runs(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    page.evaluate(f"() => {{ location.hash = '#echo?text={quote('a b c')}'; }}")
    figure.says("3 words")


def test_instant_navigation_brings_the_state(page: Page, small: Server) -> None:
    arrive(page, small)
    page.evaluate("() => { window.same = true; }")
    page.locator(".md-nav--primary a:has-text('Plain')").first.evaluate("link => link.click()")
    page.get_by_role("link", name="a state").click()
    figure = Figure(page, "echo")
    figure.part(".ld-prompt").wait_for()
    assert page.evaluate("window.same") is True
    assert figure.inputs["number"] == 6
    page.go_back()
    # The build lets no wrong one through, but other sites may hold it.
    link = page.get_by_role("link", name="a state")
    link.evaluate("link => { link.href = link.href.replace('number=6', 'number=7'); }")
    link.click()
    assert page.evaluate("window.same") is True
    figure.part(".ld-message").wait_for()
    assert "not “7”" in str(figure.message)


def test_a_link_in_the_text_sets_runs_and_moves_the_focus(page: Page, small: Server) -> None:
    page.goto(f"{small.url}links/")
    first, second = Figure(page, "echo"), Figure(page, "echo", 1)
    link = page.get_by_role("link", name="five")
    assert str(link.get_attribute("href")).endswith("/#echo")  # a theme makes it absolute
    link.focus()
    page.keyboard.press("Enter")
    expect(first.part("figure")).to_be_focused()
    first.says("number 5")
    first.says("True")
    page.get_by_role("link", name="two words").click()
    second.says("a&b é")
    assert second.inputs["number"] == 2
    assert page.evaluate("document.querySelector('h2').id") == "echo_1"
