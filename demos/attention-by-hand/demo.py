"""How does a head decide where to look?"""

from typing import Annotated

from livedemo import Choice, Guess, Model, Pick, Slider, Text, Toggle, Views, demo

from .hand import ASKING, BEGIN, DOUBLES, GROWS, PRESETS, STAYS, TOKENS, TWICE, by_hand
from .numbers import Numbers
from .real import in_a_head

FOX = "The fox hid because it was scared."
LAYER, HEAD = 3, 1  # the model's best previous-token head


@demo(
    claim="Multiply, divide, cover, take shares, add up: these five steps make every attention "
    "weight, by hand and in all 36 heads of a real model.",
    models={"one": "attention-by-hand", "lm": "story-lm"},
    why="""
Query and key are lists of equal length. Multiplied pair by pair and added up they give one number,
their *dot product*: large where both point the same way. Longer lists give larger numbers, so it is
divided by the root of the length. The *softmax* raises e = 2.718 to each score and takes shares of
the total: no share is below 0, all add up to 100 %, and a score that is 1 higher has 2.7 times the
share. What comes out is a mean of the values, in which each counts as much as its share.
""",
    limits="""
By hand, a PyTorch module of one head computes what you see. The numbers are yours, and mean what
you like. In story-lm a query, a key and a value have 36 numbers each, which three learned tables
make of a token's vector. Nobody chose them, and one of them alone means nothing that we could name.
What follows is not shown: the sums of a layer's six heads go through one more table, and the result
is added to the token's vector. GPT-2 small has 12 heads of 64 numbers in each of its 12 layers. Its
steps are the same.
""",
)
async def attention_by_hand(
    one: Model,
    lm: Model,
    show: Annotated[
        str, Choice({"hand": "By hand", "real": "In a real head"}, label="Numbers")
    ] = "hand",
    numbers: Annotated[
        str,
        Numbers(
            label="Query, keys and values",
            help="Whole numbers from −3 to 3.",
            tokens=TOKENS,
            asking=TOKENS[ASKING],
            presets=PRESETS,
        ),
    ] = BEGIN,
    mask: Annotated[bool, Toggle(label="Cover what comes later")] = True,
    text: Annotated[str, Text(label="Your text")] = FOX,
    layer: Annotated[int, Slider(1, 6)] = LAYER,
    head: Annotated[int, Slider(1, 6)] = HEAD,
    word: Annotated[int, Pick()] = 0,
    key: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question="Double both numbers of the query. The share of “fox” …",
            options=(STAYS, DOUBLES, GROWS),
            sets={"show": "hand", "numbers": TWICE, "mask": True},
        ),
    ] = "",
) -> Views:
    """Show the steps of attention on the reader's numbers, or in a head on the reader's text."""
    if show == "hand":
        return await by_hand(one, numbers, mask, guess)
    return await in_a_head(lm, text, layer, head, word, key)
