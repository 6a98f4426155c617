"""What a reader with a keyboard, a screen reader or a narrow screen meets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chapter import NAMES
from tests.browser.figure import Figure
from tests.browser.server import Server

CONTROLS = {"textbox", "slider", "combobox", "checkbox", "radio", "button", "link"}


@pytest.fixture(scope="module", params=NAMES)
def live(request: pytest.FixtureRequest, browser: Browser, chapter: Server) -> Iterator[Figure]:
    page = browser.new_page()
    page.goto(f"{chapter.url}demos/{request.param}/")
    figure = Figure(page, request.param)
    figure.start()
    yield figure
    page.close()


def test_every_control_has_a_name(live: Figure) -> None:
    session = live.page.context.new_cdp_session(live.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    found = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node.get("ignored") and node.get("role", {}).get("value") in CONTROLS
    ]
    assert len(found) > 5
    assert not [role for role, name in found if not name.strip()]


def test_there_is_one_live_region_and_it_is_polite(live: Figure) -> None:
    regions = live.part("[role=status], [role=alert], [role=log], [aria-live]")
    assert regions.count() == 1
    assert regions.get_attribute("role") == "status"
    assert regions.inner_text().strip()


def test_ids_are_unique(live: Figure) -> None:
    twice = live.page.evaluate(
        """() => {
            const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
            return ids.filter((id, i) => ids.indexOf(id) !== i);
        }"""
    )
    assert twice == []


def write(live: Figure, text: str) -> None:
    """Set a figure's text, where it has one."""
    live.set(**({"text": text} if "text" in live.inputs else {}))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(live: Figure, width: int) -> None:
    live.page.set_viewport_size({"width": width, "height": 800})
    write(live, "Donaudampfschifffahrtsgesellschaftskapitän " * 4)
    over = live.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0
    live.page.set_viewport_size({"width": 1280, "height": 800})


def test_targets_are_large_enough(live: Figure) -> None:
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


def test_the_keyboard_reaches_everything(live: Figure) -> None:
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


def test_focus_stays_where_it_is_while_the_result_changes(live: Figure) -> None:
    write(live, "one two three " * 10)
    targets = live.part("[data-result]").locator(":is(button, summary, [tabindex='0']):visible")
    if not targets.count():
        return  # nothing in it takes the focus
    targets.last.focus()
    write(live, "one two four " * 10)
    assert live.page.evaluate("() => !!document.activeElement.closest('[data-result]')")


def test_what_the_reader_has_opened_stays_open(browser: Browser, chapter: Server) -> None:
    page = browser.new_page()
    page.goto(f"{chapter.url}demos/tokens/")
    figure = Figure(page, "tokens")
    figure.part("[data-result] summary").click()
    figure.set(text="one two three")
    assert figure.part("[data-result] details").get_attribute("open") is not None
    page.close()


def test_heads_and_cells_by_arrow_keys(browser: Browser, chapter: Server) -> None:
    page = browser.new_page()
    page.goto(f"{chapter.url}demos/attention/")
    figure = Figure(page, "attention")
    figure.set(layer=2, head=4)
    picked = figure.part(".ld-head[aria-pressed=true]")
    picked.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.ld-head[aria-pressed=true]')"
        "?.getAttribute('aria-label') === 'Layer 3, head 5'"
    )
    assert (figure.inputs["layer"], figure.inputs["head"]) == (3, 5)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Layer 3, head 5"
    grid = figure.part("[data-grid]")
    grid.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert " looks at " in figure.part("[role=status]").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('live-demo').inputs.word > 0")
    page.close()


def test_no_gesture_is_lost_while_it_loads(page: Page, small: Server) -> None:
    """What is typed before Python is there is what the figure shows in the end."""
    page.goto(f"{small.url}demos/echo/")
    echo = Figure(page, "echo")
    echo.part("textarea").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("a b c d", delay=30)
    echo.part("input[name=number]").focus()
    page.keyboard.press("End")
    echo.becomes("live")
    echo.says("4 words, number 6")
    assert page.evaluate("document.activeElement.name") == "number"
