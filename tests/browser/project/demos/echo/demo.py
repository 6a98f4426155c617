"""What did the figure get?"""

from typing import Annotated, Any

from livedemo import (
    Choice,
    Guess,
    Pick,
    Say,
    Slider,
    Table,
    Text,
    Toggle,
    Verdict,
    Views,
    demo,
)


@demo(claim="A figure shows what its controls say.", why="Every control is in the table.")
async def echo(
    state: dict[str, Any],
    text: Annotated[str, Text(max_characters=60, presets={"Hello": "hello"})] = "one two",
    number: Annotated[int, Slider(1, 6)] = 3,
    share: Annotated[float, Slider(0.0, 1.0, 0.1)] = 0.5,
    option: Annotated[str, Choice({"a": "First", "b": "Second"})] = "a",
    switch: Annotated[bool, Toggle()] = False,
    word: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str, Guess(question="How many words?", options=("1", "2"), sets={"text": "one two"})
    ] = "",
) -> Views:
    """List the inputs, and how many runs the page has seen since this figure's first."""
    state["runs"] = state.get("runs", 0) + 1
    words = text.split()
    rows: list[list[object]] = [
        ["text", text],
        ["number", number],
        ["share", f"{share / 3:.3f}"],
        ["option", option],
        ["switch", switch],
        ["word", word],
        ["guess", guess],
    ]
    return [
        *([Verdict(guess, str(len(words)))] if guess else []),
        Say(f"{len(words)} words, number {number}."),
        Table("Inputs", ["Control", "Value"], rows, folded=False),
    ]
