"""Where do tokens come from?"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Guess,
    Note,
    Piece,
    Say,
    Slider,
    Table,
    Text,
    Tokens,
    Verdict,
    Views,
    count,
    demo,
    fit,
    percent,
    pieces,
    seen,
    split_note,
)
from livedemo.pieces import COLOURS
from livedemo.tokenizers.bytelevel import to_bytes

from .learn import Learner, Step

PETER = """Peter Piper picked a peck of pickled peppers;
A peck of pickled peppers Peter Piper picked;
If Peter Piper picked a peck of pickled peppers,
Where's the peck of pickled peppers Peter Piper picked?"""
FRITZ = "Fischers Fritz fischt frische Fische."

PRESETS = {
    "Peter Piper": PETER,
    "German": f"{FRITZ}\nFrische Fische fischt Fischers Fritz.",
    "Spanish": "Tres tristes tigres tragaban trigo en un trigal.\n"
    "En un trigal tragaban trigo tres tristes tigres.",
    "Chinese": "四是四，十是十，十四是十四，四十是四十。",
    "Emoji": "🙂🙂🙃 🙂🙃🙂 🚀🙂🚀",
}
MOST = 50  # merges
LIMIT = 400  # tokens shown at once
BYTES = 256  # ids below this are single bytes
HELP = "Peter Piper has 25 merges to give, a longer text more."
GUESSES = ("about 10", "about 20", "more than 30")


@demo(
    claim="Where words end is given, counting does the rest: 24 times the most frequent pair is "
    "made one piece, and “Peter” and “peppers” are tokens.",
    why="""
Nobody writes a vocabulary. *Byte pair encoding* begins with the 256 possible bytes, counts which
two pieces stand side by side most often, and makes that pair a new piece with the next free id.
Then it counts again. Each merge adds one piece to the vocabulary and takes as many tokens from the
text as the pair had places. What is frequent ends up whole; what is rare stays in parts. GPT-2 went
on for 50,000 merges: its first made the piece `␣t`, id 256, its seventh `␣the`, id 262.
""",
    limits="""
A pair never reaches over the border of a word, and a space belongs to the word after it: text is
cut into words first, as GPT-2 does it. Of pairs that are equally frequent the one of lower ids goes
first, and a pair that occurs once is not merged. GPT-2's merges were counted on a large text, these
on what stands in the box.
""",
)
async def train_bpe(
    text: Annotated[str, Text(label="Learn from this text", rows=4, presets=PRESETS)] = PETER,
    merges: Annotated[
        int, Slider(0, MOST, label="Merges", more="Merge", less="Undo", help=HELP)
    ] = 7,
    other: Annotated[
        str, Text(label="Then cut this one with what was learned", rows=1, presets=(FRITZ,))
    ] = "A pepper picker prefers pickles.",
    guess: Annotated[
        str,
        Guess(
            question=f"“{FRITZ}” is 37 bytes long. After all the merges that Peter Piper has to "
            "give, how many tokens is it?",
            options=GUESSES,
            sets={"text": PETER, "merges": MOST, "other": FRITZ},
        ),
    ] = "",
) -> Views:
    """Learn ``merges`` merges from ``text`` (Sennrich et al. 2016) and cut ``other`` with them."""
    learner = learned(text, merges)
    done = min(merges, len(learner.merges))
    step = learner.steps[done]
    tokenizer = learner.tokenizer(done)
    own, cut = fit(tokenizer.encode(text), LIMIT)
    cutting = tokenizer.encode(other)
    others, cut_too = fit(cutting, LIMIT)
    grown = [tokenizer.token(id) for id in range(BYTES, tokenizer.vocabulary_size)]
    size = count(len(other.encode()), "byte")
    vocabulary = f"New in the vocabulary, after {BYTES} bytes"
    rows = {
        "The text, cut so far": pieces(own, text),
        vocabulary: pieces(grown, ""),
        f"The other text: {size}, {count(len(cutting), 'token')}": pieces(others, other),
    }
    return [
        _verdict(guess, len(others)) if guess and other == FRITZ else None,
        Say(_sentence(learner, done)),
        _next(step) if step.pairs else None,
        *(
            Tokens(_coloured(row), ids=caption == vocabulary, caption=caption)
            for caption, row in rows.items()
            if row
        ),
        Note(" ".join(filter(None, (cut, cut_too, split_note(chain(*rows.values())))))),
        _table(learner, done),
    ]


@lru_cache(maxsize=8)
def _learner(text: str) -> Learner:
    return Learner(text)


def learned(text: str, merges: int) -> Learner:
    """What was learned from a text, at least so many merges where it has as many."""
    learner = _learner(text)
    learner.learn(merges)
    return learner


def _coloured(row: Sequence[Piece]) -> list[Piece]:
    """A piece has one colour in all rows; what is still a byte has none."""
    return [replace(p, colour=p.id % COLOURS if p.id >= BYTES else None) for p in row]


def _sentence(learner: Learner, done: int) -> str:
    step, size = learner.steps[done], learner.steps[0].length
    if not size:
        return "No text, nothing to count. Type something above."
    if not done and not step.pairs:
        return f"No pair of bytes occurs twice in {count(size, 'byte')}: nothing to merge."
    share = percent(step.length / size)
    said = (
        f"{count(step.length, 'token')} after {count(done, 'merge')}: {share} of the {size:,} that "
        "it was as bytes."
    )
    if not step.pairs:
        return f"{said} No pair occurs twice any more, so this text has no merge left."
    (left, right), times = step.pairs[0]
    parts = f"“{shown(left)}” + “{shown(right)}” = “{shown(left + right)}”"
    return f"{said} Next comes {parts}, found {times} times."


def _next(step: Step) -> Bars:
    most = step.pairs[0][1]
    return Bars(
        "The most frequent pairs now; the first is next",
        [
            Bar(f"{shown(left)} + {shown(right)}", times / most, shown=f"{times} times")
            for (left, right), times in step.pairs
        ],
        of="measure",
    )


def _table(learner: Learner, done: int) -> Table:
    made = list(enumerate(learner.merges[:done]))
    return Table(
        "All merges so far",
        ["", "Pair", "Piece", "Times", "Text's tokens"],
        [
            [
                *(n + 1, f"{shown(left)} + {shown(right)}", shown(left + right)),
                *(learner.steps[n].pairs[0][1], learner.steps[n + 1].length),
            ]
            for n, (left, right) in made
        ],
        numbers=[0, 3, 4],
    )


def shown(piece: str) -> str:
    """A piece of GPT-2's alphabet as a reader sees it: visible text, or bytes in hexadecimal."""
    return seen(to_bytes(piece))


def _verdict(guess: str, tokens: int) -> Verdict:
    truth = GUESSES[0] if tokens < 15 else GUESSES[1] if tokens < 27 else GUESSES[2]
    return Verdict(
        guess,
        truth,
        f"It is {tokens}. Peter Piper has few of the pairs that German needs, so nearly every "
        "letter stays alone. Nothing is unknown, for all bytes are there; it only takes more "
        "tokens. So it goes for a language that a tokenizer's texts had little of.",
    )
