"""How does a word sound, and which letters say so?"""

from collections.abc import Sequence
from functools import cache
from typing import Annotated

from livedemo import (
    Arcs,
    Chip,
    Chips,
    Guess,
    Model,
    Note,
    Palette,
    Pick,
    Piece,
    Say,
    Table,
    Tensor,
    Text,
    Verdict,
    Views,
    demo,
    fit,
    percent,
    some,
    visible,
)

LAYER, HEAD = 3, 2  # the head that goes from left to right most strictly, by the model's scores
ONWARD = 98  # per cent of its steps in which it doesn't move back: a test holds it
LONGEST = 24  # letters
COLONEL = "colonel"
ASKED = 2  # its first l, counted from 0
AS_SAID, AS_WRITTEN, NOTHING = "R, as people say it", "L, as it is written", "none"

PRESETS = ("knight", COLONEL, "aisles", "deceive", "blockchain", "transformer")

#: ARPAbet's sounds, each in a word.
AS_IN = {
    **{"AA": "father", "AE": "cat", "AH": "cup", "AO": "law", "AW": "cow", "AY": "five"},
    **{"EH": "red", "ER": "bird", "EY": "day", "IH": "sit", "IY": "see", "OW": "go"},
    **{"OY": "boy", "UH": "book", "UW": "blue", "B": "bed", "CH": "chin", "D": "dog"},
    **{"DH": "this", "F": "fun", "G": "go", "HH": "hat", "JH": "joy", "K": "cat"},
    **{"L": "leg", "M": "man", "N": "no", "NG": "sing", "P": "pen", "R": "run"},
    **{"S": "sun", "SH": "ship", "T": "tea", "TH": "thin", "V": "van", "W": "we"},
    **{"Y": "yes", "Z": "zoo", "ZH": "measure"},
}
STRESS = {"0": "", "1": ", stressed", "2": ", half stressed"}


@demo(
    claim=f"Nobody told it to read from left to right, and it does: in {ONWARD} % of its steps "
    "from one sound to the next, the letter it looks at most does not move back.",
    models={"lm": "spell-to-sound"},
    why=f"""
An encoder reads all letters at once. A decoder writes the sounds one by one, and at each it looks
at the encoder's letters: *cross-attention*, drawn here for head {HEAD} of the decoder's layer
{LAYER}, the one that goes through words most strictly. What it takes from there was mixed with its
neighbours by the encoder, so “k” can hand over the N of “knight”. A letter that no line reaches is
not unread: other heads have other lines.
""",
    limits="""
North American English as CMUdict has it, one pronunciation a word, the likeliest sound each time.
Of 992 words that were new to it, it gets 26 in 100 wholly right and 72 of 100 sounds, stress
included: names and long words are hard. The dictionary is shown for the 2,812 words that were kept
from it; with any other word we could not tell what it learned from what it looked up.
""",
)
async def spell_to_sound(
    lm: Model,
    text: Annotated[str, Text(label="A word", rows=1, presets=PRESETS)] = PRESETS[0],
    sound: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question="“colonel” is said like “kernel”, with an R and one L. Nothing in its letters "
            "says so. What does the model write when it comes to the first l?",
            options=(AS_SAID, AS_WRITTEN, NOTHING),
            sets={"text": COLONEL},
        ),
    ] = "",
) -> Views:
    """Write a word's sounds, and show the letters that each looked at."""
    symbols: Sequence[str] = lm.facts["symbols"]
    known = set(symbols[2:29])
    typed = text.lower().replace("\u2019", "'")
    letters = [letter for letter in typed if letter in known]
    if not letters:
        return Say("No letter from a to z. Type an English word.")
    dropped = [c for c in dict.fromkeys(typed) if c not in known and not c.isspace()]
    read, cut = fit(letters, LONGEST, "letter")
    end = symbols.index("<end>")
    run = await lm.graph("write")(source=[*map(symbols.index, read), end])
    ids = run.sounds.tolist()
    sounds = [symbols[id] for id in (ids[: ids.index(end)] if end in ids else ids)]
    looks = run.cross[LAYER - 1, HEAD - 1].tolist()[: len(sounds)]
    weights = Tensor.of("float32", looks, (len(sounds), len(read) + 1))
    tops = [max(range(len(row)), key=row.__getitem__) for row in looks]
    ends = [*read, "(end)"]
    spelt = named(ends)
    # A sound has the colour of the letter that it looks at most.
    written = [
        Piece(name, i, "", name, colour=spelt[at].colour)
        for i, (name, at) in enumerate(zip(sounds, tops, strict=True))
    ]
    sound = min(sound, len(sounds))
    chances = run.probabilities.tolist()
    word = "".join(read)
    listed = held_out(lm).get(word, [])
    silent = [letter for at, letter in enumerate(read) if at not in tops]
    return [
        _verdict(guess, sounds, tops) if guess and word == COLONEL else None,
        Say(_sentence(word, sounds, sound, [ends[at] for at in tops], looks)),
        Arcs(weights, written, sound, "sound", onto=spelt),
        Note(f"No sound looks most at: {some(silent, LONGEST)}." if silent else ""),
        *_dictionary(sounds, listed),
        Note(f"Left out: {some(map(visible, dropped), 10, ' ')}." if dropped else ""),
        Note(cut),
        Table(
            "Table: the sounds, a word that has each, and where it looks",
            ["", "Sound", "As in", "Looks most at", "Weight", "Its chance"],
            [
                [i, name, as_in(name), ends[at], percent(row[at]), percent(chance)]
                for i, (name, at, row, chance) in enumerate(
                    zip(sounds, tops, looks, chances[: len(sounds)], strict=True), 1
                )
            ],
            numbers=[0, 4, 5],
            folded=False,
        ),
    ]


def named(letters: Sequence[str]) -> list[Piece]:
    """Letters to draw lines to; equal ones have one colour."""
    palette = Palette()
    return [Piece(s, i, "", s, colour=palette(s)) for i, s in enumerate(letters)]


def as_in(sound: str) -> str:
    """A word with this sound, and its stress."""
    if sound[-1] in STRESS:
        return AS_IN[sound[:-1]] + STRESS[sound[-1]]
    return AS_IN[sound]


@cache
def _pronunciations(data: bytes) -> dict[str, list[list[str]]]:
    words: dict[str, list[list[str]]] = {}
    for line in data.decode().splitlines():
        word, _, sounds = line.partition(" ")
        if word != "#":
            words[word] = [one.split() for one in sounds.split(",")]
    return words


def held_out(lm: Model) -> dict[str, list[list[str]]]:
    """The words that training left out, with their pronunciations in the dictionary."""
    return _pronunciations(lm.asset("held-out"))


def _sentence(
    word: str,
    sounds: Sequence[str],
    sound: int,
    looked: Sequence[str],
    looks: Sequence[Sequence[float]],
) -> str:
    if sound:
        name, at = sounds[sound - 1], looked[sound - 1]
        weight = percent(max(looks[sound - 1]))
        return f"{name}, as in “{as_in(name)}”, looks most at “{at}”, with {weight}."
    return f"“{word}” sounds like this, it says: {' '.join(sounds) or 'nothing'}."


def _dictionary(sounds: Sequence[str], listed: Sequence[Sequence[str]]) -> list[Chips | Note]:
    """What the dictionary has, for a word that the model can't have learned."""
    if not listed:
        return []
    if list(sounds) in listed:
        return [Note("The model never read this word, and the dictionary says the same.")]
    caption = "The model never read this word, and gets it wrong. The dictionary has"
    return [
        Chips([Chip(name) for name in one], caption if one is listed[0] else "or") for one in listed
    ]


def _verdict(guess: str, sounds: Sequence[str], tops: Sequence[int]) -> Verdict:
    """What was written with an eye on the first l of “colonel”."""
    written = [name for name, at in zip(sounds, tops, strict=True) if at == ASKED]
    truth = {"R": AS_SAID, "ER0": AS_SAID, "ER1": AS_SAID, "L": AS_WRITTEN}
    return Verdict(
        guess,
        next((truth[name] for name in written if name in truth), NOTHING),
        "It has learned what letters mostly sound like. A word that goes its own way must be "
        "remembered, and for that this model is too small, or met the word too seldom.",
    )
