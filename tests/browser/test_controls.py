"""Reading and setting inputs: by the reader's hand, by a script, and what is refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import profile
from tests.browser.figure import Figure, Refusal
from tests.browser.server import Server

DEFAULTS = {
    "text": "one two",
    "number": 3,
    "share": 0.5,
    "option": "a",
    "switch": False,
    "word": 0,
    "guess": "",
}


@pytest.fixture(scope="module")
def live(browser: Browser, small: Server) -> Iterator[Page]:
    page = profile(browser).new_page()
    page.goto(f"{small.url}demos/echo/")
    Figure(page, "echo").start()
    yield page
    page.context.close()


@pytest.fixture
def echo(live: Page) -> Figure:
    figure = Figure(live, "echo")
    figure.set(**DEFAULTS)
    return figure


# Type a word, wait for the answer, and so on; `paces` are the ms that each answer seems to take.
# Gives how many timers each word has set before anything ran.
TYPE = """async (figure, paces) => {
    const { setTimeout: timer } = window;
    const [box, rests] = [figure.querySelector("textarea"), []];
    let [now, timers] = [1, 0];
    window.setTimeout = (...all) => { timers++; return timer(...all); };
    performance.now = () => now;
    for (const pace of paces) {
        const answered = new Promise((resolve) => figure.addEventListener("livedemo:render", () => {
            now += pace;
            resolve();
        }, { once: true, capture: true }));
        timers = 0;
        box.value += " more";
        box.dispatchEvent(new Event("input", { bubbles: true }));
        rests.push(timers);
        await answered;
    }
    window.setTimeout = timer;
    delete performance.now;
    return rests;
}"""


def row(figure: Figure, name: str) -> str:
    """What the demo got for a control."""
    names = figure.part("tbody td:first-child").all_inner_texts()
    return figure.part("tbody td:last-child").nth(names.index(name)).inner_text()


def test_inputs_are_typed(echo: Figure) -> None:
    assert echo.inputs == DEFAULTS


def test_set_shows_in_the_controls_and_in_the_result(echo: Figure) -> None:
    echo.set(text="a b c", number=5, share=0.2, option="b", switch=True, word=2)
    assert echo.inputs == {**DEFAULTS} | {
        "text": "a b c",
        "number": 5,
        "share": 0.2,
        "option": "b",
        "switch": True,
        "word": 2,
    }
    assert echo.part("output").first.inner_text() == "5"
    assert [row(echo, name) for name in ("text", "number", "share", "option", "switch")] == [
        "a b c",
        "5",
        "0.067",
        "b",
        "True",
    ]


def test_inputs_can_be_set_without_a_run(echo: Figure) -> None:
    echo.element.evaluate("figure => { figure.inputs = { text: 'later' }; }")
    assert echo.inputs["text"] == "later"
    assert row(echo, "text") == "one two"
    echo.start()
    assert row(echo, "text") == "later"


def test_a_text_goes_through_untouched(echo: Figure) -> None:
    text = "</textarea><b>&amp;\r\n\t\u00a0\U0001f680 'x' \"y\" \u200f\0"
    echo.set(text=text)
    assert echo.inputs["text"] == text
    assert echo.part("[data-result] b").count() == 0


def test_half_a_character_does_no_harm(echo: Figure) -> None:
    echo.element.evaluate("figure => figure.set({ text: 'a \\ud83d b' })")
    assert echo.said.startswith("3 words")


def test_a_quick_figure_answers_every_letter(echo: Figure) -> None:
    """Its page sees no time pass, so that the figure is quick on any machine."""
    rests = echo.element.evaluate(TYPE, [0] * 5)
    assert echo.said.startswith("7 words")
    assert rests == [0] * 5


def test_a_slow_figure_waits_until_the_typing_rests(echo: Figure) -> None:
    rests = echo.element.evaluate(TYPE, [1000] * 3)
    assert echo.said.startswith("5 words")
    assert rests[1:] == [1, 1]  # its first answer has told that it is slow


def test_typing_ends_at_what_was_typed(echo: Figure) -> None:
    echo.part("textarea").fill("")
    echo.part("textarea").press_sequentially("some words here", delay=20)
    echo.says("3 words")
    assert row(echo, "text") == "some words here"
    assert echo.part("textarea").evaluate("box => box === document.activeElement")


def test_sliders_boxes_and_lists_run_at_once(echo: Figure) -> None:
    echo.part("input[name=number]").focus()
    echo.page.keyboard.press("ArrowRight")
    echo.says("number 4")
    echo.part("select[name=option]").select_option("b")
    echo.part("input[name=switch]").check()
    echo.says("True")
    assert row(echo, "option") == "b"


def test_a_slider_that_moves_on_and_on_ends_where_it_stands(echo: Figure) -> None:
    slider = echo.part("input[name=share]")
    slider.focus()
    for _ in range(3):
        for key in ["ArrowLeft"] * 5 + ["ArrowRight"] * 4:
            echo.page.keyboard.press(key)
    echo.says(f"{float(slider.input_value()) / 3:.3f}")


def test_presets_set_and_run(echo: Figure) -> None:
    echo.part("button").get_by_text("Hello", exact=True).click()
    echo.says("1 words")
    assert echo.inputs["text"] == "hello"


def test_a_guess_sets_what_it_asks_about_and_is_taken_back(echo: Figure) -> None:
    echo.set(text="only")
    echo.part("input[name=guess][value='1']").check()
    echo.says("You guessed 1")
    assert echo.inputs["text"] == "one two"
    echo.part("input[name=number]").focus()
    echo.page.keyboard.press("ArrowRight")
    echo.says("number 4")
    assert echo.inputs["guess"] == ""
    assert "guessed" not in echo.text


def test_state_goes_back_to_the_demo(echo: Figure) -> None:
    runs = echo.element.evaluate(
        """async (figure) => {
            const seen = [];
            for (const number of [1, 2, 3]) {
                await figure.set({ number });
                seen.push(figure.querySelector("[data-say]").textContent);
            }
            return seen;
        }"""
    )
    assert [text.split(", ")[1] for text in runs] == ["number 1.", "number 2.", "number 3."]


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"number": 99}, "Number must be a whole number from 1 to 6, not 99."),
        ({"number": 2.5}, "Number must be a whole number from 1 to 6, not 2.5."),
        ({"number": "<b>"}, "Number must be a whole number from 1 to 6, not '<b>'."),
        ({"number": None}, "Number must be a whole number from 1 to 6, not None."),
        ({"number": True}, "Number must be a whole number from 1 to 6, not True."),
        ({"option": "c"}, "Option must be one of a, b, not 'c'."),
        ({"switch": "perhaps"}, "Switch must be yes or no, not 'perhaps'."),
        ({"text": "x" * 61}, "Text takes 60 characters at most, not 61."),
        ({"text": ["x"]}, "Text must be a text, not ['x']."),
        ({"nonsense": 1}, "No control 'nonsense'; known: text, number,"),
        ({"__proto__x": 1}, "No control '__proto__x'"),
        ({"word": -1}, "Word must be a whole number, 0 or more, not -1."),
    ],
)
def test_what_a_control_does_not_take_is_a_sentence(
    echo: Figure, inputs: dict[str, object], sentence: str
) -> None:
    before = echo.result
    with pytest.raises(Refusal) as refusal:
        echo.set(**inputs)
    assert refusal.value.kind == "input"
    assert refusal.value.message.startswith(sentence)
    assert echo.message == refusal.value.message
    assert not echo.part(".ld-retry").is_visible()
    assert (echo.state, echo.result) == ("live", before)
    echo.set(**DEFAULTS)
    assert echo.message is None
    assert echo.inputs == DEFAULTS


def test_after_a_refusal_the_controls_say_what_is_shown(echo: Figure) -> None:
    with pytest.raises(Refusal):
        echo.set(number=99, option="b")
    assert echo.inputs == DEFAULTS


def test_newer_inputs_win(echo: Figure) -> None:
    said = echo.element.evaluate(
        """async (figure) => {
            await Promise.all([1, 2, 3, 4, 5, 6].map((number) => figure.set({ number })));
            return figure.querySelector("[data-say]").textContent;
        }"""
    )
    assert said == "2 words, number 6."


def test_the_event_tells_inputs_backend_and_times(echo: Figure) -> None:
    detail = echo.element.evaluate(
        """async (figure) => {
            const heard = new Promise((resolve) => {
                const hear = (event) => resolve(event.detail);
                document.addEventListener("livedemo:update", hear, { once: true });
            });
            await figure.set({ number: 2 });
            return heard;
        }"""
    )
    assert detail["inputs"]["number"] == 2
    assert detail["backend"] == "python"
    assert set(detail["ms"]) == {"boot", "load", "run", "render"}
    assert all(value >= 0 for value in detail["ms"].values())


def test_a_number_between_two_steps_is_refused_and_never_shown(page: Page, small: Server) -> None:
    page.goto(f"{small.url}demos/echo/")
    figure = Figure(page, "echo")
    figure.set(share=0.1 + 0.2)  # a float's own noise is none
    slider = figure.part("input[name=share]")
    label = slider.locator("xpath=..").locator("output")
    assert (slider.input_value(), label.inner_text()) == ("0.3", "0.3")
    before = figure.text
    with pytest.raises(Refusal, match=r"from 0.0 to 1.0 in steps of 0.1, not 0.55"):
        figure.set(share=0.55)
    assert (slider.input_value(), label.inner_text(), figure.text) == ("0.3", "0.3", before)
    assert figure.inputs["share"] == 0.3
