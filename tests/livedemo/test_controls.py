"""Controls turn strings and JSON values into values, or say in a sentence what they take."""

import pytest
from livedemo import Button, Choice, Guess, Pick, Slider, Text, Toggle
from livedemo.controls import Control, ControlError


@pytest.mark.parametrize(
    ("control", "raw", "value"),
    [
        (Slider(1, 6), "3", 3),
        (Slider(1, 6), 3.0, 3),
        (Slider(0.0, 2.0, 0.1), "0.7", 0.7),
        (Slider(0.0, 2.0, 0.1), 0.1 + 0.2, 0.3),
        (Slider(0.1, 2.0, 0.1), "0.30", 0.3),
        (Slider(0.05, 1.0, 0.1), "0.15", 0.15),
        (Slider(-1.0, 1.0, 0.25), "-0.75", -0.75),
        (Slider(0.0, 1e-3, 1e-7), "0.0000003", 3e-7),
        (Slider(0, 100, 5), "35", 35),
        (Toggle(), "Yes", True),
        (Toggle(), "off", False),
        (Toggle(), True, True),
        (Text(), "12:30", "12:30"),
        (Text(), "Yes", "Yes"),
        (Choice(["map", "arcs"]), "arcs", "arcs"),
        (Choice({"map": "A map"}), "map", "map"),
        (Button(), 2, 2),
        (Pick(), "4", 4),
        (Guess(question="?", options=("a", "b")), "b", "b"),
        (Guess(question="?", options=("a", "b")), "", ""),
    ],
)
def test_accepts(control: Control, raw: object, value: object) -> None:
    parsed = control.parse(raw)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(
    ("control", "raw", "words"),
    [
        (Slider(0.0, 1.0, 0.1), "0.15", "a number from 0.0 to 1.0 in steps of 0.1, not 0.15"),
        (Slider(0.0, 1.0, 0.3), 1.0, "a number from 0.0 to 1.0 in steps of 0.3, not 1.0"),
        (Slider(0.1, 1.0, 0.2), 0.2, "a number from 0.1 to 1.0 in steps of 0.2, not 0.2"),
        (Slider(0, 100, 5), "33", "a whole number from 0 to 100 in steps of 5, not 33"),
        (Slider(0.0, 1.0), 0.5, "a number from 0.0 to 1.0 in steps of 1, not 0.5"),
        (Slider(1, 6), "１", "a whole number from 1 to 6, not '１'"),
        (Slider(1, 6), "1e0", "a whole number from 1 to 6, not '1e0'"),
        (Slider(1, 6), "1_0", "a whole number from 1 to 6, not '1_0'"),
        (Slider(1, 6), "nine", "a whole number from 1 to 6, not 'nine'"),
        (Slider(1, 6), 7, "from 1 to 6, not 7"),
        (Slider(1, 6), "2.5", "a whole number"),
        (Slider(1, 6), True, "a whole number"),
        (Slider(1, 6), "nan", "a whole number"),
        (Slider(0.0, 1.0), "inf", "from 0.0 to 1.0"),
        (Slider(0.0, 1.0), "nan", "from 0.0 to 1.0"),
        (Toggle(), "perhaps", "yes or no"),
        (Text(max_characters=3), "four", "3 characters at most"),
        (Text(), 5, "a text"),
        (Choice(["map", "arcs"]), "Map", "one of map, arcs"),
        (Button(), -1, "0 or more"),
        (Pick(), 1e400, "whole number"),
        (Guess(question="?", options=("a",)), "c", "one of a"),
    ],
)
def test_refuses(control: Control, raw: object, words: str) -> None:
    with pytest.raises(ControlError) as caught:
        control.parse(raw)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 9, 0), (0.0, 1.0, -0.1), (3, 1, 1), (0.0, float("nan"), 1)]
)
def test_a_slider_that_goes_nowhere(low: float, high: float, step: float) -> None:
    with pytest.raises(ControlError, match="low must not be more than high, and step more than 0"):
        Slider(low, high, step)


@pytest.mark.parametrize(
    "slider", [Slider(0.0, 0.3, 0.1), Slider(0.1, 1.0, 0.2), Slider(1, 9, 2), Slider(0.0, 1.0, 0.3)]
)
def test_what_a_slider_lists_it_takes_as_it_is(slider: Slider) -> None:
    assert slider.states()
    for value in slider.states():
        assert slider.parse(value) == value and slider.parse(str(value)) == value
        assert len(str(value)) <= 3
