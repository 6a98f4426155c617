"""spell-gru: how does a word sound, written from one vector?"""

from collections.abc import Sequence
from typing import Annotated

from livedemo import Chips, Model, Note, Say, Strip, Text, Views, demo, fit, some, visible

PRESETS = ("transformer", "knight", "though", "antidisestablishment")
LONGEST = 24  # letters


@demo(
    claim="All that this model knows of a word when it writes the first sound is 256 numbers.",
    models={"lm": "spell-gru"},
    why="""
One GRU reads the letters into a state, another writes the sounds from the last state alone: no
letter is looked at again. Long words are harder for it, but they are for spell-to-sound too, which
looks back at the letters. The sounds are ARPAbet's; the number of a vowel is its stress.
""",
    limits="""
North American English, one pronunciation a word, the likeliest sound each time. On words that were
new to it, 77 in 100 are not wholly right. See its card.
""",
)
async def try_spell_gru(
    lm: Model,
    text: Annotated[str, Text(label="A word", rows=1, presets=PRESETS)] = PRESETS[0],
) -> Views:
    """Write a word's sounds, and show what they were written from."""
    letters: Sequence[str] = lm.facts["letters"]
    known = [letter for letter in text.lower() if letter in letters]
    dropped = [c for c in dict.fromkeys(text.lower()) if c not in letters and not c.isspace()]
    if not known:
        return Say("No letter from a to z. Type an English word.")
    word, cut = fit(known, LONGEST, "letter")
    run = await lm.graph("write")(source=[*map(letters.index, [*word, "<end>"])])
    written = [lm.facts["phones"][id] for id in run.sounds.tolist()]
    sounds = written[: written.index("<end>")] if "<end>" in written else written
    return [
        Say(f"“{''.join(word)}”: {' '.join(sounds)}."),
        Strip(run.states[-1].tolist(), "What is known of the word", of="measure"),
        Chips(sounds, "What is written from it"),
        Note(f"Left out: {some(map(visible, dropped), 10, ' ')}." if dropped else ""),
        Note(cut),
    ]
