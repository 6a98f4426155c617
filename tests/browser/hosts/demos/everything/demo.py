"""What does a figure look like?"""

from typing import Annotated

from livedemo import (
    Arcs,
    Bar,
    Bars,
    Beside,
    Button,
    Chips,
    Choice,
    Guess,
    Heads,
    Heatmap,
    LineChart,
    Note,
    Passage,
    Pick,
    Piece,
    Say,
    Scatter,
    Slider,
    Strip,
    Table,
    Tensor,
    Text,
    Toggle,
    Tokens,
    Verdict,
    Views,
    demo,
)

from .page import Page

WORDS = ["The", "␣fox", "␣hid", "␣because", "␣it", "␣was", "␣frightened", "."]
PIECES = [
    Piece(word, number, "", word, partial=number == 6, colour=number)
    for number, word in enumerate(WORDS)
]
LOOKS = [[1 / (row + 1) * (column <= row) for column in range(8)] for row in range(8)]
GROUPS = {f"group {number}": [number] for number in range(8)}


@demo(
    claim="All *controls* and views, and `every` element.",
    why="First.\n\nSecond, with **weight**, [a link](#everything) and `code`.\n\n- one\n- two",
    limits="1. one\n2. two",
)
async def everything(
    text: Annotated[str, Text(help="Of several lines.", presets={"Fox": "fox"})] = "a text",
    line: Annotated[str, Text(rows=1)] = "a line",
    size: Annotated[int, Slider(1, 9, unit=" kg", help="Help.", less="Less", more="More")] = 5,
    option: Annotated[str, Choice(["first", "second"], help="Help.")] = "first",
    switch: Annotated[bool, Toggle(help="Help.")] = False,
    go: Annotated[int, Button(stop="Stop", help="Help.")] = 0,
    word: Annotated[int, Pick()] = 2,
    guess: Annotated[str, Guess(question="What?", options=("this", "that"))] = "",
) -> Views:
    """Show one of each."""
    looks = Tensor.of("float32", LOOKS)
    heads = Tensor.of("float32", [[LOOKS, LOOKS], [LOOKS, LOOKS]])
    flat = [(number % 3, number // 3) for number in range(8)]
    bars = [
        Bar("␣frightened", 0.5, {"text": "x"}),
        Bar("␣scared", 0.3),
        Bar("the rest", 0.2, None, True),
    ]
    return [
        Verdict("this", "that", "Because."),
        Verdict("that", "that"),
        Say(f"{text} {line}"),
        Note("A note."),
        Passage("A passage", [" and", " more"]),
        Tokens(PIECES, caption="Tokens"),
        Chips(["one", "two"], caption="Chips"),
        Beside([Heads(heads, 1, 1, controls=("word", "size")), Bars("Bars", bars)]),
        Heatmap(looks, PIECES, PIECES, word, "word", "A map"),
        Arcs(looks, PIECES, word, "word"),
        LineChart([4, 3, 2], 4, 5, "step", "loss", {"chance": 3.5}),
        Scatter(WORDS, flat, GROUPS, "A plane", "line", picked=1, lines={2: True, 3: False}),
        Strip([-1.0, 0.5, 1.0], "A strip"),
        Table("Folded", ["", "Word"], [[1, "one"], [2, "two"]], numbers=[0]),
        Table("A table", ["Number", "Word"], [[1, "one"], [2, "two"]], numbers=[0], folded=False),
        Page(),
    ]
