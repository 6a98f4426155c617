"""What is lost when a text is made uniform?"""

from collections import defaultdict
from typing import Annotated

from livedemo import (
    Chip,
    Chips,
    Guess,
    Note,
    Palette,
    Say,
    Table,
    Text,
    Toggle,
    Verdict,
    Views,
    count,
    demo,
    fit,
    some,
    visible,
)
from livedemo.tokenizers.normalise import BertNormaliser

from .steps import normalise, runs, words

PAIRS = "The US and us, Polish and polish, résumé and resume."
TWO_WAYS = "café cafe\u0301"
PRESETS = {
    "Three pairs": PAIRS,
    "Two ways to write é": TWO_WAYS,
    "One word, many signs": "fine \ufb01ne \uff46\uff49\uff4e\uff45 FINE",
    "Numbers": "x² x2 ½ 1⁄2 ① 1",
    "German": "Maße und Masse, schon und schön",
    "Arabic": "كَتَبَ كُتِبَ كتب",
}
LIMIT, RUNS = 200, "words and spaces"  # shown at once
SAME = 6  # words that became one, named at once
CODES = 12  # code points of a word that the table has room for
ONE, TWO, UNKNOWN = "one word", "two words", "unknown"

BERT = BertNormaliser()


@demo(
    claim="Each step makes different words the same. That is its use, and its loss.",
    why="""
A program that looks words up wants few of them, so for decades text was made uniform first: lower
case, no accents, no punctuation. What was one word in two dresses becomes one, which is wanted; and
so do words that differ in nothing else, as the country and the pronoun. What a step has taken away,
no later step can know.

A large model need not be spared. GPT-2 reads the bytes as they are, and learns for itself that
`The` and `the` are nearly the same, and where they are not. BERT-uncased still makes the text lower
case and takes off the accents.
""",
    limits="""
Here a word is what stands between white space. “Lower case” follows Unicode and no language:
Turkish has its own rule for I. Taking accents off means one thing in French and another in Arabic
or Hindi, where the marks are vowels. BERT's row is what BERT-base-uncased makes of the text before
it cuts it. Normalising text has nothing to do with layer normalisation, which scales the numbers
inside a model.
""",
)
async def normalise_text(
    text: Annotated[str, Text(label="Your text", rows=2, presets=PRESETS)] = PAIRS,
    lower: Annotated[bool, Toggle(label="Lower case")] = True,
    accents: Annotated[bool, Toggle(label="No accents")] = True,
    punctuation: Annotated[bool, Toggle(label="No punctuation")] = True,
    spaces: Annotated[bool, Toggle(label="One space between words")] = False,
    compose: Annotated[bool, Toggle(label="One code for é (NFC)")] = False,
    compatible: Annotated[bool, Toggle(label="Plain signs for ﬁ, ², ½ (NFKC)")] = False,
    guess: Annotated[
        str,
        Guess(
            question=f"Two words that look alike: {TWO_WAYS}. What are they to GPT-2?",
            options=(ONE, TWO, UNKNOWN),
            sets={"text": TWO_WAYS},
        ),
    ] = "",
) -> Views:
    """Take the steps that are switched on, beside what GPT-2 and BERT-uncased do."""
    switches = {
        "lower": lower,
        "accents": accents,
        "punctuation": punctuation,
        "spaces": spaces,
        "compose": compose,
        "compatible": compatible,
    }
    steps = {name for name, on in switches.items() if on}
    if not words(text):
        return Say("No words, nothing to make uniform. Type something above.")
    yours, bert = normalise(text, steps), BERT(text)[0]
    shown = {
        "Your text, and what GPT-2 reads": text,
        "With your switches": yours,
        "What BERT-uncased reads": bert,
    }
    palette = Palette()

    def chip(run: str) -> Chip:
        """A word in the colour of what it becomes, or white space in none."""
        return Chip(visible(run), None if run.isspace() else palette(normalise(run, steps)))

    return [
        Verdict(guess, TWO, LOOK_ALIKE) if guess and text == TWO_WAYS else None,
        Say(said(text, steps)),
        *(
            Chips([*map(chip, runs(row)[:LIMIT])], f"{caption}: {different(row)}")
            for caption, row in shown.items()
        ),
        Note(fit(max(map(runs, shown.values()), key=len), LIMIT, "word or space", RUNS)[1]),
        Table(
            "Word by word",
            ["Word", "With your switches", "BERT-uncased", "Code points"],
            [
                [visible(w), visible(normalise(w, steps)), visible(BERT(w)[0].strip()), codes(w)]
                for w in list(dict.fromkeys(words(text)))[:LIMIT]
            ],
        ),
    ]


def said(text: str, steps: set[str]) -> str:
    """How many different words become how many, and which of them are the same now."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in dict.fromkeys(words(text)):
        if became := normalise(word, steps):
            groups[became].append(word)
    before, after = different(text), len(set(words(normalise(text, steps))))
    same = [equal(group) for group in groups.values() if len(group) > 1]
    if not same:
        return f"{before} before, {after} after: no two became the same."
    return f"{before} before, {after} after. Now the same: {some(same, between='; ')}."


def equal(group: list[str]) -> str:
    """The first of the words that are the same now, and how many more there are."""
    shown = " = ".join(f"“{visible(word)}”" for word in group[:SAME])
    return f"{shown} and {len(group) - SAME:,} more" if len(group) > SAME else shown


def different(text: str) -> str:
    """How many different words a text has, in words."""
    return count(len(set(words(text))), "different word")


def codes(word: str) -> str:
    """The code points of a word: what tells apart what looks the same."""
    shown = " ".join(f"U+{ord(one):04X}" for one in word[:CODES])
    return f"{shown} …" if len(word) > CODES else shown


LOOK_ALIKE = (
    "One writes é as a single code, the other as e and an accent behind it: see the code points in "
    "the table. GPT-2 reads the bytes as they are. With “One code for é” switched on, or without "
    "accents, they become the same."
)
