"""``@demo`` reads a function's signature, and refuses one it cannot run."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from livedemo import Note, Say, Slider, Text, Views, demo
from livedemo.demo import Demo, DemoError, InputError


@demo(claim="It counts.")
async def counting(
    text: Annotated[str, Text()] = "abc", times: Annotated[int, Slider(1, 3)] = 1
) -> Views:
    """How long?"""
    return Say(f"{len(text) * times}")


@demo(claim="It remembers.")
async def remembering(
    state: dict[str, Any], step: Annotated[int, Slider(1, 9)] = 1
) -> AsyncIterator[Views]:
    for _ in range(step):
        state["sum"] = state.get("sum", 0) + 1
        yield Note(str(state["sum"]))


def frames(which: Demo, state: dict[str, Any] | None = None, **inputs: object) -> list[str]:
    async def collect() -> list[str]:
        return [frame.html async for frame in which.run(inputs, {}, state)]

    return asyncio.run(collect())


def test_controls_defaults_and_question() -> None:
    assert list(counting.controls) == ["text", "times"]
    assert counting.defaults == {"text": "abc", "times": 1}
    assert counting.question == "How long?"


def test_runs_on_raw_inputs() -> None:
    assert ">6<" in frames(counting, times="2")[0]


def test_is_an_ordinary_function_as_well() -> None:
    assert asyncio.run(counting("ab", times=3)) == Say("6")


def test_streams_and_leaves_the_given_state_alone() -> None:
    state = {"sum": 5}
    assert [html[-6:-4] for html in frames(remembering, state, step=2)] == [">6", ">7"]
    assert state == {"sum": 5}


def test_refuses_unknown_and_wrong_inputs() -> None:
    with pytest.raises(InputError, match="no control 'textt'; known: text, times") as caught:
        frames(counting, textt="x")
    assert caught.value.control == "textt"
    with pytest.raises(InputError, match="times must be a whole number from 1 to 3"):
        frames(counting, times=7)


def test_refuses_functions_that_are_no_demos() -> None:
    with pytest.raises(DemoError, match="async"):

        @demo(claim="")
        def plain() -> Views:
            return Say("")

    with pytest.raises(DemoError, match="'text' needs a control"):

        @demo(claim="")
        async def bare(text: str = "") -> Views:
            return Say(text)

    with pytest.raises(DemoError, match="'text' needs a default"):

        @demo(claim="")
        async def no_default(text: Annotated[str, Text()]) -> Views:
            return Say(text)

    with pytest.raises(DemoError, match="default of 'n' must be a whole number from 1 to 3"):

        @demo(claim="")
        async def bad_default(n: Annotated[int, Slider(1, 3)] = 9) -> Views:
            return Say(str(n))

    with pytest.raises(DemoError, match="stacked= must be True or False, not 'yes'"):
        demo(claim="", stacked="yes")  # type: ignore[arg-type]

    with pytest.raises(DemoError, match="models names 'lm'"):

        @demo(claim="", models={"lm": "story-lm"})
        async def no_model() -> Views:
            return Say("")
