"""What do GPT-2 and BERT see when they read a text?"""

from dataclasses import replace
from typing import Annotated

from livedemo import (
    Guess,
    Model,
    Note,
    Piece,
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
    some,
    split_note,
    visible,
)
from livedemo.tokenizers import Encoding

SPANISH = "golpéalo a la luna"
LIMIT = 160  # tokens shown at once
UNKNOWN = "[UNK]"

PRESETS = {
    "Four ids": 'The cat saw the cat. The sign said "the" and "cat".',
    "English": "hit it to the moon",
    "Spanish": SPANISH,
    "Emoji": "To the moon 🚀👩‍🚀",
    "Arabic": "إلى القمر",
    "One odd token": "He said SolidGoldMagikarp twice.",
}


@demo(
    claim="One word, four numbers: *the* gets another id with a capital, a space before it, "
    "or both.",
    models={"gpt2": "gpt2-bpe", "bert": "bert-wordpiece"},
    why="""
GPT-2 never sees letters or words. Its vocabulary was built by gluing: start with the 256 possible
bytes, find the pair of neighbours that is most frequent in a large English text, make it one
piece, and repeat 50,000 times. A space goes with the word that follows, so `␣the` and `the` were
glued separately, and so were `␣The` and `The`. Nobody decided that they differ in meaning. An id is
a row number in the vocabulary, and nothing more.

BERT's WordPiece does it otherwise. It makes the text lower case, takes off the accents and drops
the spaces; then it cuts each word into the longest pieces that its vocabulary has. A piece that
goes on inside a word begins with `##`. A word that cannot be put together from its pieces becomes
`[UNK]`, and what it was is lost.
""",
    limits="""
This is GPT-2's own vocabulary of 50,257 pieces: 256 bytes, 50,000 merges and one mark for the end
of a text. The ids are those of GPT-2 and GPT-3. Later models have vocabularies of 100,000 to
200,000 pieces, and other languages cost less there. BERT's vocabulary is that of BERT-base-uncased,
30,522 pieces; the marks that BERT sets around a text, `[CLS]` and `[SEP]`, are left out here.
""",
)
async def tokens(
    gpt2: Model,
    bert: Model,
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
    """Split ``text`` with GPT-2's byte-level BPE (Radford et al. 2019) and BERT's WordPiece."""
    if not text:
        return Say("No text, no tokens. Type something above.")
    found, others = gpt2.tokenizer.encode(text), bert.tokenizer.encode(text)
    shown, cut = fit(found, LIMIT)
    others_shown, cut_too = fit(others, LIMIT)
    parts, other_parts = pieces(shown, text), wordpieces(others_shown, text)
    return [
        Verdict(guess, str(len(found)), SPANISH_COSTS) if guess and text == SPANISH else None,
        Say(
            f"{count(len(found), 'token')} for {count(len(text), 'character')} "
            f"({count(len(text.encode()), 'byte')}); in BERT {len(others)}."
        ),
        Tokens(parts, caption=f"GPT-2: {count(len(found), 'token')}"),
        Tokens(other_parts, caption=f"BERT: {count(len(others), 'token')}"),
        Note(cut or cut_too),
        Note(split_note(parts)),
        Note(unknown_note(other_parts)),
        Table(
            "Table of tokens",
            ["Cut by", "", "Token", "Id", "Bytes", "Part of"],
            [
                [name, i, part.label, part.id, part.hex, part.text if part.partial else ""]
                for name, row in (("GPT-2", parts), ("BERT", other_parts))
                for i, part in enumerate(row, start=1)
            ],
            numbers=[1, 3],
        ),
    ]


def wordpieces(tokens: Encoding, text: str) -> list[Piece]:
    """BERT's pieces as its vocabulary writes them: `##` where a word goes on."""
    return [
        replace(part, label=visible(token.piece), hex=token.bytes.hex(" ").upper(), partial=False)
        for token, part in zip(tokens, pieces(tokens, text), strict=True)
    ]


def unknown_note(parts: list[Piece]) -> str:
    """What to say of words that BERT has no pieces for; "" where there are none."""
    lost = dict.fromkeys(visible(part.text) for part in parts if part.label == UNKNOWN)
    if not lost:
        return ""
    named = some(f"“{word}”" for word in lost)
    return (
        f"BERT has no pieces for {named}: whatever it is, BERT reads {UNKNOWN}. GPT-2 always has "
        "the bytes."
    )


SPANISH_COSTS = (
    "The merges were learned from mostly English text, so Spanish stays in smaller pieces. "
    "The same request then takes more room, more time, and more money where tokens are billed."
)
