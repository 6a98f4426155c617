"""mask-lm: which word is hidden?"""

from typing import Annotated

from livedemo import (
    Model,
    Note,
    Say,
    Text,
    Views,
    chances,
    count,
    demo,
    label,
    named,
    percent,
)

HIDDEN = "___"
PRESETS = (
    "He opened the ___ and went in.",
    "She is a very ___ woman.",
    "And he said to ___, Go.",
    "What a wonderful ___!",
)
LONGEST = 62  # tokens on each side of the gap


@demo(
    claim="Both sides of a gap tell what is hidden.",
    models={"lm": "mask-lm"},
    why="""
mask-lm is a BERT: each token sees all others, before and behind. In training a part of the tokens
was hidden, and it learned to name them.
""",
    limits="""
4.3 M parameters that have read novels, scripture, a dictionary and some Wikipedia. On held-out text
the first guess is right in 34 of 100 cases. Its idea of sentiment, from -4 to 4, is learned from
tweets, reviews and editorials.
""",
)
async def try_mask(
    lm: Model,
    text: Annotated[
        str, Text(label=f"Your sentence, with {HIDDEN} for the hidden word", presets=PRESETS)
    ] = PRESETS[0],
) -> Views:
    """The likeliest tokens at the first gap; what people may feel in the text."""
    left, gap, right = text.partition(HIDDEN)
    special = lm.facts["special"]
    if not gap:
        return Say(f"Nothing is hidden. Write {HIDDEN} where a word is missing.")
    sides = [lm.tokenizer.encode(side).ids for side in (left.rstrip(), right)]
    before, behind = sides[0][-LONGEST:], sides[1][:LONGEST]
    cut = sum(map(len, sides)) - len(before) - len(behind)
    ids = [special["[CLS]"], *before, special["[MASK]"], *behind, special["[SEP]"]]
    run = await lm.graph("fill")(ids=ids, place=[len(before) + 1])
    likely = named(lm.tokenizer, run.order, run.probabilities)
    feeling = (await lm(ids=ids, outputs=["sentiment"])).sentiment.item()
    return [
        Say(
            f"“{label(likely[0][0])}” is the first guess ({percent(likely[0][1])}). "
            f"Sentiment: {feeling:+z.1f} of 4."
        ),
        chances("Chance of being hidden there", likely, shown=12),
        Note(left_out(cut)),
    ]


def left_out(tokens: int) -> str:
    """What to say of so many tokens that do not fit; "" where all do."""
    if not tokens:
        return ""
    are = "is" if tokens == 1 else "are"
    return (
        f"The figure takes the {LONGEST} tokens on each side of the gap; "
        f"{count(tokens, 'token')} {are} left out."
    )
