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
