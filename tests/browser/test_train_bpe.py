"""The buttons beside a slider: a press is a step, a held one goes on."""

from playwright.sync_api import Page

from tests.browser.figure import Figure
from tests.browser.server import Server


def test_merge_and_undo(page: Page, chapter: Server) -> None:
    page.goto(f"{chapter.url}text-becomes-numbers/")
    figure = Figure(page, "train-bpe")
    figure.start()
    merge, undo = (figure.part(f"button:text-is('{name}')") for name in ("Merge", "Undo"))
    slider = figure.part("input[name=merges]")
    before, built = int(slider.input_value()), figure.said
    merge.click()
    page.wait_for_function("(n) => document.body.innerText.includes(n)", arg=f"after {before + 1} ")
    undo.press("Enter")
    page.wait_for_function("(said) => document.body.innerText.includes(said)", arg=built)
    assert slider.input_value() == str(before)
    merge.hover()
    page.mouse.down()
    page.wait_for_function(
        "([slider, n]) => Number(slider.value) >= n", arg=[slider.element_handle(), before + 4]
    )
    page.mouse.up()
    held = slider.input_value()
    page.wait_for_function("(n) => document.body.innerText.includes(n)", arg=f"after {held} ")
    assert slider.input_value() == held  # letting go is not one press more
