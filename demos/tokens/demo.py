"""What does GPT-2 see when it reads a text?"""

from typing import Annotated

from livedemo import (
    Guess,
    Model,
    Note,
    Say,
    Table,
    Text,
    Tokens,
    Verdict,
    Views,
    count,
    demo,
    fit,
    pieces,
    split_note,
)

SPANISH = "golpéalo a la luna"
LIMIT = 512  # tokens shown at once

PRESETS = {
    "Four ids": 'The fox saw the fox. The sign said "the fox".',
    "English": "hit it to the moon",
    "Spanish": SPANISH,
    "Emoji": "To the moon 🚀👩‍🚀",
    "Arabic": "إلى القمر",
    "One odd token": "He said SolidGoldMagikarp twice.",
}


@demo(
    claim="One word, four numbers: *the* gets another id with a capital, a space before it, "
    "or both.",
    models={"gpt2": "gpt2-bpe"},
    why="""
GPT-2 never sees letters or words. Its vocabulary was built by gluing: start with the 256 possible
bytes, find the pair of neighbours that is most frequent in a large English text, make it one
piece, and repeat 50,000 times. A space goes with the word that follows, so `␣the` and `the` were
glued separately, and so were `␣The` and `The`. Nobody decided that they differ in meaning. An id is
a row number in the vocabulary, and nothing more.
""",
    limits="""
This is GPT-2's own vocabulary of 50,257 pieces: 256 bytes, 50,000 merges and one mark for the end
of a text. The ids are those of GPT-2 and GPT-3. Later models have vocabularies of 100,000 to
200,000 pieces, and other languages cost less there.
""",
)
async def tokens(
    gpt2: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = PRESETS["Four ids"],
    guess: Annotated[
        str,
        Guess(
            question="“hit it to the moon” is 5 tokens. How many is “golpéalo a la luna”?",
            options=("4", "5", "7", "9"),
            sets={"text": SPANISH},
        ),
    ] = "",
) -> Views:
    """Split ``text`` with GPT-2's byte-level BPE (Radford et al. 2019)."""
    if not text:
        return Say("No text, no tokens. Type something above.")
    found = gpt2.tokenizer.encode(text)
    shown, cut = fit(found, LIMIT)
    parts = pieces(shown, text)
    return [
        *([Verdict(guess, str(len(found)), SPANISH_COSTS)] if guess and text == SPANISH else []),
        Say(
            f"{count(len(found), 'token')} for {count(len(text), 'character')} "
            f"({count(len(text.encode('utf-8', 'replace')), 'byte')})."
        ),
        Tokens(parts),
        Note(cut),
        Note(split_note(parts)),
        Table(
            "Table of tokens",
            ["", "Token", "Id", "Bytes", "Part of"],
            [
                [i, part.label, part.id, part.hex, part.text if part.partial else ""]
                for i, part in enumerate(parts, start=1)
            ],
            numbers=[0, 2],
        ),
    ]


SPANISH_COSTS = (
    "The merges were learned from mostly English text, so Spanish stays in smaller pieces. "
    "The same request then takes more room, more time, and more money where tokens are billed."
)
