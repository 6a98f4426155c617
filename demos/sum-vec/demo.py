"""What does a model hold in place of a word?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Beside,
    Guess,
    Model,
    Note,
    Say,
    Strip,
    Table,
    Tensor,
    Text,
    Verdict,
    View,
    Views,
    count,
    demo,
    fit,
    visible,
)

from .vectors import Vector, besides, cosine, places, shared, states, summed

LEARNING = "Learning about LLMs is fun!\nLearning to swim takes years."
BANKS = (
    "She put her money in the bank.\nThe bank gave them a loan.\nHe sat on the bank of the river."
)
SPRINGS = (
    "The roses bloom late in spring.\nIn spring the birds come back.\n"
    "A weak spring makes the door slam."
)
PRESETS = {
    "Learning": LEARNING,
    "Three springs": SPRINGS,
    "Three banks": BANKS,
    "A bat": "The bat flew out of the cave.\nHe swung the bat at the ball.",
    "The same twice": "Time flies like an arrow.\nTime flies like an arrow.",
}
LINES = 3  # sentences at once
LIMIT = 254  # pieces of a sentence
SHORT = 36  # characters of a sentence that name it
FULL = 5.0  # a number with full ink
LOAN, RIVER = "the bank that gave a loan", "the bank of the river"


@dataclass(frozen=True)
class Found:
    """A word in a sentence: its rows, its states by layer, the sum of the last four."""

    line: str
    hidden: Tensor  # [L+1, T, d]
    rows: list[int]
    layers: list[Vector]
    vector: Vector


@demo(
    claim="A word is 384 numbers to this model, and in another sentence it is 384 others.",
    models={"minilm": "minilm"},
    why="""
Each token begins as a row of a table, the same row in every sentence; its place is added to it.
Then six layers let the tokens look at each other, and each mixes what it finds into its numbers.
After the last layer the numbers depend on the whole sentence: the vector is *contextual*. None of
them means anything by itself; what counts is which vectors are near which. Adding up the last four
layers is a usual recipe for one vector a word.

The cosines by layer show it happen. In the embeddings the two are nearly the same (only the place
differs); on the way through the layers the sentences pull them apart, yet they stay far nearer to
each other than to other words. Where a word has two senses, as “spring” has, sentences of one sense
mostly stay closer.
""",
    limits="""
The model is all-MiniLM-L6-v2, an encoder of 6 layers trained to give sentences of like meaning like
vectors. It is no LLM and writes nothing. It has 384 numbers a token; BERT-base and GPT-2 small have
768, GPT-3 12,288. It keeps the senses of a word apart fairly well, not always: of 72 sentences with
six such words, the nearest other has the same sense in 67. A word of several pieces is their mean.
In the strips full ink stands for 5 and beyond, orange for numbers above 0, blue for those below.
""",
)
async def sum_vec(
    minilm: Model,
    text: Annotated[
        str, Text(label="Sentences, one a line (at most 3)", rows=3, presets=PRESETS)
    ] = LEARNING,
    word: Annotated[str, Text(label="Word (if empty, the longest that all share)", rows=1)] = "",
    guess: Annotated[
        str,
        Guess(
            question="“She put her money in the bank.” Whose vector is nearer to this bank's?",
            options=(LOAN, RIVER),
            sets={"text": BANKS, "word": "bank"},
        ),
    ] = "",
) -> Views:
    """Take a word's hidden states out of each sentence and compare them with the first's."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return Say("No sentence, no numbers. Type something above.")
    taken, over = fit(lines, LINES, "line")
    sought = word.strip() or shared(taken)
    found, cut = [], ""
    for line in taken:
        tokens, note = fit(minilm.tokenizer.encode(line), LIMIT)
        cut = cut or note
        if rows := places(line, sought, tokens):
            hidden = await hidden_states(minilm, [token.id for token in tokens])
            layers = states(hidden, rows)
            found.append(Found(line, hidden, rows, layers, summed(layers)))
    named = f"“{visible(sought)}”"
    if not found:
        return Say(f"{named} is not among the words of the first {count(LINES, 'line')}.")
    first, *others = found
    return [
        verdict(guess, first, others) if guess and text == BANKS and len(others) == 2 else None,
        Say(said(named, first, others)),
        *(
            Strip(one.vector, f"{named} in “{short(one.line)}”", full=FULL, of="residual")
            for one in found
        ),
        Beside([by_layer(named, first, other) for other in others]) if others else None,
        Note(cut),
        Note(over),
        Note(missing(len(taken) - len(found), named)),
        Table(
            "The 384 numbers",
            ["", *(short(one.line) for one in found)],
            [
                [i, *(f"{number:z.2f}" for number in numbers)]
                for i, numbers in enumerate(zip(*(one.vector for one in found), strict=True), 1)
            ],
            numbers=range(len(found) + 1),
        ),
    ]


async def hidden_states(minilm: Model, ids: Sequence[int]) -> Tensor:
    """The states [L+1, T, d] of a sentence, between its marks."""
    begin, end = (minilm.tokenizer.special[mark] for mark in ("[CLS]", "[SEP]"))
    return (await minilm(ids=[begin, *ids, end])).hidden


def said(named: str, first: Found, others: Sequence[Found]) -> str:
    """What the strips show, in numbers."""
    size = f"{named} in the first sentence is {len(first.vector)} numbers"
    if not others:
        return f"{size}. Write a second sentence with the same word below it."
    near = [f"{cosine(first.vector, other.vector):.2f}" for other in others]
    return f"{size}, the sum of the last four layers. Cosine with the next: {', '.join(near)}."


def by_layer(named: str, first: Found, other: Found) -> View:
    """Cosines of the two, by layer, beside those with the other words there."""
    pairs = zip(
        first.layers, other.layers, besides(first.layers, other.hidden, other.rows), strict=True
    )
    return Bars(
        f"Cosine with {named} in “{short(other.line)}” (with its other words)",
        [
            Bar(
                f"layer {i}" if i else "embedding",
                max(0.0, near := cosine(one, two)),
                shown=f"{near:.2f} ({rest:.2f})",
            )
            for i, (one, two, rest) in enumerate(pairs)
        ],
        full=1.0,
        of="measure",
    )


def verdict(guess: str, first: Found, others: Sequence[Found]) -> Verdict:
    """Which of two sentences has the nearer vector."""
    loan, river = (cosine(first.vector, other.vector) for other in others)
    return Verdict(
        guess,
        LOAN if loan > river else RIVER,
        f"Cosines are {loan:.2f} (loan) and {river:.2f} (river). One pair can fool you. All of a "
        "sentence goes into the numbers, and its sense is only a part. Over sixteen sentences with "
        "“bank”, eight of money and eight of a river, the nearest other has the same sense nearly "
        "every time.",
    )


def short(line: str) -> str:
    """A sentence, or its beginning."""
    shown = visible(line).replace("␣", " ")
    return shown if len(shown) <= SHORT else f"{shown[: SHORT - 1].rstrip()}…"


def missing(sentences: int, named: str) -> str:
    """What to say of sentences without the word; "" where all have it."""
    return f"{named} is missing from {count(sentences, 'sentence')}." if sentences else ""
