"""novel-lm and scripture-lm: one text, two continuations."""

from collections.abc import AsyncIterator
from typing import Annotated

from livedemo import (
    Beside,
    Model,
    Note,
    Passage,
    Say,
    Text,
    Views,
    chances,
    demo,
    fit,
    label,
    readable,
    tail,
    write_on,
)

PRESETS = ("The woman was", "And he said", "It is a truth", "In the morning")
LONGEST, WRITES = 64, 16  # tokens


@demo(
    claim="Two models that differ only in what they have read go on with one text in two ways.",
    models={"novel": "novel-lm", "scripture": "scripture-lm"},
    why="""
Both have the same 1 M parameters, the same tokens and the same training; one has read Jane Austen,
the other the World English Bible. All that a language model has is how its texts go on.
""",
    limits="""
They always take the likeliest token, and so mostly end in circles. What they say is their texts'
view of the world.
""",
)
async def try_corpora(
    novel: Model,
    scripture: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = PRESETS[0],
) -> AsyncIterator[Views]:
    """Show what both models expect next, then write the text on with both."""
    found, cut = fit(novel.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        yield Say("No text, no next word. Type a beginning above.")
        return
    for length in (0, WRITES):  # the second takes many runs
        one = await write_on(novel, found.ids, length)
        other = await write_on(scripture, found.ids, length)
        first, second = label(one.likely[0][0]), label(other.likely[0][0])
        yield [
            Say(f"After the novels “{first}” is likeliest next, after scripture “{second}”."),
            Note("novel-lm goes on:"),
            Passage(tail(text, found), readable(one.tokens)),
            Note("scripture-lm goes on:"),
            Passage(tail(text, found), readable(other.tokens)),
            Beside(
                [
                    chances("novel-lm: chance of being next", one.likely),
                    chances("scripture-lm: chance of being next", other.likely),
                ]
            ),
            Note(cut),
        ]
