"""What the build says of a figure in its element."""

from __future__ import annotations

from typing import Annotated

from livedemo import Guess, Say, Slider, Views, demo
from livedemo_site.figures.figure import asks

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
