"""What the build says of a figure in its element."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from livedemo import Guess, Say, Slider, Views, demo
from livedemo.demo import Demo
from livedemo_site.figures.aside import words
from livedemo_site.figures.figure import asks, render_figure
from livedemo_site.sentences import Sentences

QUESTION = Guess(options=("1", "2"), sets={"number": 3})


@demo(claim="…")
async def one(
    number: Annotated[int, Slider(1, 3)] = 2, guess: Annotated[str, QUESTION] = ""
) -> Views:
    return Say(f"{number}")


@demo(claim="…")
async def other(guess: Annotated[str, Guess(options=("1", "2"))] = "") -> Views:
    return Say("1")


def test_a_question_about_another_state_is_answered_elsewhere() -> None:
    assert not asks(one, one.defaults)


def test_a_question_about_what_is_shown_is_open_until_it_has_a_guess() -> None:
    inputs = {**one.defaults, "number": 3}
    assert asks(one, inputs)
    assert not asks(one, {**inputs, "guess": "1"})
    assert asks(other, other.defaults)


def drawn(shown: Demo) -> str:
    """The figure of a demo."""
    return render_figure(
        shown,
        "one",
        shown.defaults,
        "",
        id="one",
        width="",
        app_url="",
        listed_url="",
        page_url="",
        page_place="",
        frame_place="",
        caption_html="",
        models=[],
        wheels=[],
        bytes=0,
        shared=[],
        say=Sentences("en"),
    )


def test_a_demo_may_want_its_controls_above_its_result() -> None:
    stacked = drawn(replace(one, stacked=True))
    assert '<figure class="ld-figure" ' in stacked
    beside = drawn(one)
    assert '<figure class="ld-figure ld-aside" ' in beside
    assert beside.replace(" ld-aside", "") == stacked
    assert one.question in words(stacked)  # a search finds it all the same
