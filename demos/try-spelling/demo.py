"""spell-to-sound and spell-gru: how does a word sound?"""

from collections.abc import Sequence
from typing import Annotated

from livedemo import Chips, Model, Note, Palette, Say, Text, Views, demo, fit, some, visible

PRESETS = ("transformer", "antidisestablishment", "though", "selfie", "zyzzyva")
LONGEST = 24  # letters


@demo(
    claim="Two ways to spell a word out: one model looks back at the letters for each sound, the "
    "other has 256 numbers to remember them by.",
    models={"attends": "spell-to-sound", "gru": "spell-gru"},
    why="""
spell-to-sound is a small Transformer: while it writes a sound, it looks at the letters. spell-gru
reads the whole word into one vector first, and writes from that alone. Long words are harder for
both. The sounds are ARPAbet's; the number of a vowel is its stress.
""",
    limits="""
North American English, one pronunciation a word, the likeliest sound each time. On words that were
new to both they are equally good in sounds; on older words the GRU, which may have learned them, is
better. See their cards.
""",
)
async def try_spelling(
    attends: Model,
    gru: Model,
    text: Annotated[str, Text(label="A word", rows=1, presets=PRESETS)] = PRESETS[0],
) -> Views:
    """Write a word's sounds with both models."""
    known = set(attends.facts["symbols"][2:29])
    letters = [letter for letter in text.lower() if letter in known]
    dropped = [c for c in dict.fromkeys(text.lower()) if c not in known and not c.isspace()]
    if not letters:
        return Say("No letter from a to z. Type an English word.")
    word, cut = fit(letters, LONGEST, "letter")
    symbols: Sequence[str] = attends.facts["symbols"]
    run = await attends.graph("write")(source=[*map(symbols.index, word), 1])
    one = until(run.sounds.tolist(), symbols, "<end>")
    alphabet: Sequence[str] = gru.facts["letters"]
    ids = [alphabet.index(c) if c in alphabet else 1 for c in word]
    run = await gru.graph("write")(source=[*ids, alphabet.index("<end>")])
    other = until(run.sounds.tolist(), gru.facts["phones"], "<end>")
    palette = Palette()
    agree = "The two agree." if one == other else "The two differ."
    return [
        Say(f"“{''.join(word)}”: {' '.join(one)}. {agree}"),
        Chips(one, "spell-to-sound, which looks at the letters", palette),
        Chips(other, "spell-gru, through 256 numbers", palette),
        Note(f"Left out: {some(map(visible, dropped), 10, ' ')}." if dropped else ""),
        Note(cut),
    ]


def until(ids: Sequence[int], symbols: Sequence[str], end: str) -> list[str]:
    """The symbols that ids stand for, up to the end."""
    written = [symbols[id] for id in ids]
    return written[: written.index(end)] if end in written else written
