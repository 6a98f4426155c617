"""What is hidden there?"""

from typing import Annotated, Any

from livedemo import Button, Choice, Guess, Model, Note, Pick, Say, Slider, Text, Views, demo, fit

from .gaps import BOTH, LEFT, NEITHER, TWO, fill_in
from .hidden import Hidden
from .masking import masking
from .pairs import PAIRS, judge
from .words import split

LOOKED = "She looked at him and said nothing."
PRESETS = {
    "She looked": LOOKED,
    "A fire": "It was dark, so she lit a fire.",
    "A door": "She opened the door and went in.",
    "The cat": "The cat drank the milk.",
    "Scripture": "And he said to them, Go into the city.",
}
LONGEST = 60  # tokens
GAPS, MASKING, JUDGE = "gaps", "masking", "pairs"


@demo(
    claim="To name a hidden word it helps to see both sides of it. That is how a BERT learns.",
    models={"bert": "mask-lm", "gpt": "story-lm"},
    why="""
A BERT is an encoder: each token sees all others, before and behind. In training some tokens are
*selected*, 15 % of them in BERT. Of these it hides 80 % behind `[MASK]`, swaps 10 % for any other
token, and leaves 10 % as they are; at each of them it must name what stood there
([Devlin et al. 2019](https://aclanthology.org/N19-1423/)). Were all hidden, it would learn to name
`[MASK]`, and little of other tokens; but the texts that it reads later have no `[MASK]`. As it is,
any token may be the wrong one, so that it must know what belongs at each place.
""",
    limits="""
A small BERT of 4.3 M parameters, and a weak one. Of 50 plain sentences with a gap it fills 17 with
a word that makes sense. On held-out text its first guess is right in 34 of 100 cases; a table that
counts which tokens stand beside each other is right in 29. It selected 25 % of the tokens for the
first part of its training, and 15 % after. A hidden word of several tokens is hidden whole, and its
first token asked for; how many `[MASK]` there are tells the encoder how long it is. The two models
have read the same texts, but not as often.
""",
)
async def mask_fill(
    bert: Model,
    gpt: Model,
    state: dict[str, Any],
    show: Annotated[
        str,
        Choice(
            {
                GAPS: "Hide words",
                MASKING: "BERT’s own rule: 80, 10, 10",
                JUDGE: "Does B follow A?",
            },
            label="Task",
        ),
    ] = GAPS,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = LOOKED,
    hidden: Annotated[str, Hidden()] = "2",
    draw: Annotated[int, Button(label="Draw again")] = 0,
    pair: Annotated[int, Slider(1, len(PAIRS), label="Pair", more="Next pair", less="Back")] = 1,
    answer: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question="“She … at him and said nothing.” One model sees both sides of the gap, the "
            "other what stands before it. Which finds “looked” likeliest?",
            options=(BOTH, LEFT, TWO, NEITHER),
            sets={"show": GAPS, "text": LOOKED, "hidden": "2"},
        ),
    ] = "",
) -> Views:
    """Hide words of ``text`` and ask for them, or judge whether one text follows another."""
    found, cut = fit(gpt.tokenizer.encode(text), LONGEST)
    words = split(text, found)
    if show == JUDGE:
        return await judge(bert, state, pair, answer, text)
    if not words:
        return Say("No text, nothing to hide. Type a sentence above.")
    if show == MASKING:
        return [*await masking(bert, text, found, draw), Note(cut)]
    asked = guess if (text, hidden) == (LOOKED, "2") else ""
    chosen = (
        [number for number in map(int, hidden.split(",")) if number <= len(words)] if hidden else []
    )
    return [*await fill_in(bert, gpt, text, found, words, chosen, asked), Note(cut)]
