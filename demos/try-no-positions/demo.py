"""story-lm and its twin without positions."""

from typing import Annotated

from livedemo import Beside, Model, Note, Say, Text, Views, chances, demo, fit, label, write_on

PRESETS = ("The fox hid because it was", "She opened the door and", "And he said to")
LONGEST = 64  # tokens


@demo(
    claim="Without any positions a GPT still knows roughly what comes next: its mask tells it the "
    "order.",
    models={"lm": "story-lm", "twin": "story-lm-no-positions"},
    why="""
Each token sees only those before it, so the first sees one, the second two, and so on. That alone
gives the order away ([Haviv et al. 2022](https://arxiv.org/abs/2203.16634)); it is a weaker clue
than positions. An encoder, in which all see all, has no such clue.
""",
    limits="""
The twin began as story-lm with its positions taken away, and learned to do without them for 1,000
steps. One that never had any may solve it otherwise. Its card has the numbers.
""",
)
async def try_no_positions(
    lm: Model,
    twin: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = PRESETS[0],
) -> Views:
    """The chances of the next token, by both models."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        return Say("No text, no next word. Type a beginning above.")
    one, other = [(await write_on(each, found.ids, 0)).likely for each in (lm, twin)]
    return [
        Say(f"With positions “{label(one[0][0])}” is likeliest, without “{label(other[0][0])}”."),
        Beside([chances("story-lm", one), chances("story-lm-no-positions", other)]),
        Note(cut),
    ]
