"""One visit to each demo's own page: what holds for any demo, found by what its page offers.

Python boots once for all of it, and what streams is stopped after its first frame. A failure names
the demo, and what was wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from livedemo import Text
from livedemo.demo import Demo
from livedemo_site.testing.compare import difference
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.browser.axe import violations
from tests.browser.chapter import NAMES, demos
from tests.browser.figure import Figure
from tests.browser.gestures import first_gestures, gesture
from tests.browser.server import Server
from tests.browser.test_pages import LIMIT, OURS, Load, is_live, own

pytestmark = pytest.mark.alone

#: What a demo must be set to besides, for its text to be read.
READS = {"attention-by-hand": {"show": "real"}}
LITTLE = 100_000  # bytes that a first gesture fetches before the figure has changed
# Where Python starts, and what compiles its program.
PYTHON = re.compile(r"/worker/(worker|compiler)\.js$")
CONTROLS = {"textbox", "slider", "combobox", "checkbox", "radio", "button", "link"}
TEXTS = {
    "empty": "",
    "space": " ",
    "a line break": "\n",
    "one letter": "a",
    "2,000 characters": ("The fox hid because it was scared. " * 60)[:2000],
    "one long word": "x" * 2000,
    "joined emoji": "\u200d\U0001f469\U0001f3fd\u200d\U0001f680 \U0001f3f4\u200d\u2620\ufe0f",
    "Arabic": "ذهبت إلى السوق لأشتري الخبز.",
    "Chinese": "我今天去市场买面包。",
    "a combining mark": "\u0301",
    "markup": "<script>alert(1)</script>",
}


# A first gesture


def is_answered_at_once(figure: Figure, code: str) -> None:
    """With little from the net, and nothing of Python."""
    before = figure.result
    answer = gesture(figure, code)
    asks = figure.element.get_attribute("data-asks") is not None
    assert answer["state"] == ("static" if asks else "loading")
    assert answer["bytes"] <= LITTLE
    assert not [path for path in answer["names"] if "pyodide" in path or "/worker/" in path]
    assert figure.result != before
    expect(figure.part(".ld-status")).to_contain_text(figure.said[:20])


def python_gives_the_same(figure: Figure, demo: Demo) -> None:
    """A moment after a listed result, for the same inputs."""
    early = figure.text
    figure.start()
    assert figure.state == "live"
    assert difference(early, figure.text) is None


# A reader with a keyboard, a screen reader or a narrow screen


def write(live: Figure, text: str) -> None:
    """Set a figure's text, where it has one."""
    live.begin(**({"text": text} if "text" in live.inputs else {}))


def every_control_has_a_name(live: Figure) -> None:
    session = live.page.context.new_cdp_session(live.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    found = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in CONTROLS
    ]
    assert len(found) > 5
    assert not [role for role, name in found if not name.strip()]


def there_is_one_live_region_and_it_is_polite(live: Figure) -> None:
    regions = live.part("[role=status], [role=alert], [role=log], [aria-live]")
    assert regions.count() == 1
    assert regions.get_attribute("role") == "status"
    assert regions.inner_text().strip()


def ids_are_unique(live: Figure) -> None:
    twice = live.page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            return ids.filter((id, i) => ids.indexOf(id) !== i);
        }"""
    )
    assert twice == []


def nothing_scrolls_sideways(live: Figure) -> None:
    for width in (320, 390, 1280):
        live.page.set_viewport_size({"width": width, "height": 800})
        write(live, "Donaudampfschifffahrtsgesellschaftskapitän " * 4)
        over = live.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"at a width of {width}"
    live.page.set_viewport_size({"width": 1280, "height": 800})


def targets_are_large_enough(live: Figure) -> None:
    """24 px, or room of 24 px around them (WCAG 2.5.8); text links in a sentence are exempt."""
    small = live.element.evaluate(
        """(figure) => {
            const all = "button, input, select, textarea, summary";
            const boxes = [...figure.querySelectorAll(all)]
                .map((target) => [target, target.closest("label") ?? target])
                .map(([target, shown]) => [target, shown.getBoundingClientRect()])
                .filter(([, box]) => box.width);
            const near = (a, b) => Math.abs(a.x + a.width / 2 - b.x - b.width / 2) < 24
                && Math.abs(a.y + a.height / 2 - b.y - b.height / 2) < 24;
            return boxes.filter(([, box]) => Math.min(box.width, box.height) < 24
                && boxes.some(([, other]) => other !== box && near(box, other)))
                .map(([target]) => target.outerHTML.slice(0, 100));
        }"""
    )
    assert small == []


def the_keyboard_reaches_everything(live: Figure) -> None:
    """Tab goes through the controls in their order and leaves the figure again."""
    page = live.page
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    seen: list[str] = []
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
                const at = document.activeElement;
                if (!at || !at.closest("live-demo")) return null;
                return at.getAttribute("name") ?? at.className ?? at.tagName;
            }"""
        )
        if at is None and seen:
            break
        if at is not None:
            seen.append(at)
    else:
        pytest.fail(f"the figure does not let go of the focus: {seen}")
    named = [name for name in live.inputs if live.part(f"form [name='{name}']:visible").count()]
    assert set(named) <= set(seen)


def focus_stays_where_it_is_while_the_result_changes(live: Figure) -> None:
    write(live, "one two three " * 10)
    targets = live.part("[data-result]").locator(":is(button, summary, [tabindex='0']):visible")
    if not targets.count():
        return  # nothing in it takes the focus
    targets.last.focus()
    write(live, "one two four " * 10)
    assert live.page.evaluate("() => !!document.activeElement.closest('[data-result]')")


ACCESS: list[Callable[[Figure], None]] = [
    every_control_has_a_name,
    there_is_one_live_region_and_it_is_polite,
    ids_are_unique,
    nothing_scrolls_sideways,
    targets_are_large_enough,
    the_keyboard_reaches_everything,
    focus_stays_where_it_is_while_the_result_changes,
]


# Whatever a reader sets


def shows_something_else(figure: Figure, demo: Demo) -> None:
    """A text of the reader's own changes the result; another choice does where none is taken."""
    built = figure.result
    if "text" in demo.controls:
        figure.begin(text="A storm came up from the sea.", **READS.get(figure.name, {}))
    else:
        name, control = next((n, c) for n, c in demo.controls.items() if c.states())
        figure.begin(**{name: next(v for v in control.states() if v != demo.defaults[name])})
    assert difference(built, figure.result) is not None


def takes_it_for_text(figure: Figure, control: str, text: str, faults: list[str]) -> None:
    figure.begin(**{control: text})
    assert (figure.state, figure.message) == ("live", None)
    assert figure.inputs[control] == text
    assert figure.text.strip()
    assert figure.said.strip()
    assert figure.part("[data-result] script").count() == 0
    assert faults == []


@pytest.mark.parametrize("name", NAMES)
def test_a_demo(
    context: BrowserContext, chapter: Server, name: str, subtests: pytest.Subtests
) -> None:
    demo = demos()[name]
    page, faults = visitor(context)
    figure, url = Figure(page, name), f"{chapter.url}demos/{name}/"

    load = Load(page, url)
    built = figure.result
    with subtests.test("its page is light"):
        load.is_light(chapter.url, LIMIT, OURS | own(name))
    gestures = list(first_gestures(demo, figure))
    page.route(PYTHON, lambda route: None)  # it takes its time
    for what, code in gestures:
        page.goto(url)
        with subtests.test("a first gesture is answered at once", on=what):
            is_answered_at_once(figure, code)
    page.unroute(PYTHON)  # and goes on
    if gestures and not demo.streams:
        with subtests.test("Python gives the same a moment later"):
            python_gives_the_same(figure, demo)
    else:
        page.goto(url)

    with subtests.test("it runs on what its page says"):
        whole = figure.begin(**demo.defaults)
        is_live(figure)
        assert demo.streams or (whole and difference(built, figure.result) is None)
    with subtests.test("axe finds nothing in the live figure"):
        assert violations(page, "live-demo") == []
    for check in ACCESS:
        with subtests.test(check.__name__.replace("_", " ")):
            check(figure)
    with subtests.test("its result is put back, and changes"):
        figure.begin(**demo.defaults)
        shows_something_else(figure, demo)
    for control in (name for name, found in demo.controls.items() if isinstance(found, Text)):
        for kind, text in TEXTS.items():
            with subtests.test("any text will do", control=control, text=kind):
                takes_it_for_text(figure, control, text, faults)
    assert faults == []


def visitor(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what goes wrong on it: errors that nobody caught, and texts that ran."""
    page, faults = context.new_page(), list[str]()

    def dismissed(dialog: Dialog) -> None:
        faults.append(dialog.message)
        dialog.dismiss()

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", dismissed)
    return page, faults
