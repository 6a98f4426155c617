"""First gestures on a figure: made as by a reader's hand, and how the figure changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from livedemo.controls import Control
from livedemo.demo import Demo

from tests.browser.figure import Figure

# A page gives a listed result a moment before it starts Python: here, as long as it takes.
CHANGE = """(figure) => new Promise((resolve) => {
    const timer = window.setTimeout;
    window.setTimeout = (code, ms, ...all) => ms > 200 ? 0 : timer(code, ms, ...all);
    const began = performance.now();
    const changed = () => {
        const fetched = performance.getEntriesByType("resource")
            .filter((entry) => entry.startTime >= began);
        resolve({
            state: figure.dataset.state,
            bytes: fetched.reduce((sum, entry) =>
                sum + Math.max(entry.transferSize, entry.encodedBodySize), 0),
            names: fetched.map((entry) => entry.name),
        });
    };
    figure.addEventListener("livedemo:render", changed, { once: true });
    const message = figure.querySelector(".ld-message");
    new MutationObserver(() => message.hidden || changed()).observe(message, { attributes: true });
    GESTURE;
})"""


def gesture(figure: Figure, code: str) -> dict[str, Any]:
    """Make a first gesture in the page, and tell how the figure changed."""
    answer: dict[str, Any] = figure.element.evaluate(CHANGE.replace("GESTURE", code))
    return answer


def slide(name: str, value: object) -> str:
    return (
        f"const control = figure.querySelector('[name={name}]'); "
        f"control.value = {json.dumps(str(value))}; "
        "control.dispatchEvent(new Event('input', { bubbles: true }))"
    )


def by_hand(name: str, control: Control, default: object) -> str:
    """Set a control, by the events of a reader's hand, to a value that it does not have."""
    value = next(value for value in control.states() if value != default)
    return HAND % (json.dumps(name), json.dumps(value))


# A button with the value, where there is one; else a box, an option, or whatever holds a value.
HAND = """(([name, value]) => {
    const preset = JSON.stringify({ [name]: value });
    const named = [...figure.querySelectorAll(`form [name="${name}"]`)];
    const button = [...figure.querySelectorAll("form [data-set]")]
        .find(({ dataset }) => dataset.set === preset);
    const box = named.find(({ type, value: own }) =>
        type === "checkbox" || (type === "radio" && own === value));
    if (button ?? box) return (button ?? box).click();
    named[0].value = `${value}`;
    named[0].dispatchEvent(new Event("input", { bubbles: true }));
})([%s, %s])"""


def first_gestures(demo: Demo, figure: Figure) -> Iterator[tuple[str, str]]:
    """What is set, and how: the first and the last control with few values, the last small head.

    None of a demo that is too heavy to be listed.
    """
    if demo.listed is False:
        return
    few = [name for name, control in demo.controls.items() if control.states()]
    for name in dict.fromkeys([*few[:1], *few[-1:]]):
        yield name, by_hand(name, demo.controls[name], demo.defaults[name])
    if "head" in demo.controls and figure.part(".ld-head").count():
        yield "a head", "[...figure.querySelectorAll('.ld-head')].at(-1).click()"
