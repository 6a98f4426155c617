"""char-rnn: which character comes next?"""

from math import exp
from typing import Annotated

from livedemo import Bar, Bars, Model, Note, Say, Table, Text, Views, count, demo, fit, visible

PRESETS = ("It is a trut", "Elizab", "the quee", "She was not")
LONGEST = 400  # characters
SHOWN = 8


@demo(
    claim="Letter by letter an RNN learns how words are spelt, and nobody told it that there are "
    "words.",
    models={"lm": "char-rnn"},
    why="""
The model reads one character at a time and carries 512 numbers along, a state and a cell of 256
each. From them alone it says which character comes next. Where a word can go on in one way only it
is nearly sure; at the beginning of a word it is not, and is surprised most.
""",
    limits="""
An LSTM of 0.36 M parameters that has read Jane Austen's novels and knows 96 characters: printable
ASCII and the line's end.
""",
)
async def try_char_rnn(
    lm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = PRESETS[0],
) -> Views:
    """The next character's chances, and how surprising each of the text's was."""
    known: str = lm.facts["characters"]
    kept = "".join(character for character in text if character in known)
    if not kept:
        return Say("No character that it knows. It knows printable ASCII: type some English.")
    read, cut = fit(kept, LONGEST, "character", keep="last")
    run = await lm.graph("run")(ids=[known.index(character) for character in read])
    chances = softmax(run.logits[len(read) - 1].tolist())
    likely = sorted(zip(chances, known, strict=True), reverse=True)[:SHOWN]
    bits = run.surprise.tolist()
    most = max(range(len(bits)), key=bits.__getitem__)
    lost = len(text) - len(kept)
    return [
        Say(
            f"Next comes “{visible(likely[0][1])}”, it thinks. Your text cost it "
            f"{sum(bits) / len(bits):.1f} bits a character; “{visible(read[most])}” surprised it "
            "most."
        ),
        Bars(
            "Chance of being next",
            [Bar(visible(c), chance) for chance, c in likely],
            of="probability",
        ),
        Note(f"It does not know {count(lost, 'character')} of your text." if lost else ""),
        Note(cut),
        Table(
            "Surprise by character",
            ["", "Character", "Bits"],
            [
                [i, visible(c), f"{bit:.1f}"]
                for i, (c, bit) in enumerate(zip(read, bits, strict=True), 1)
            ],
            numbers=[0, 2],
        ),
    ]


def softmax(logits: list[float]) -> list[float]:
    """Chances that add up to 1."""
    most = max(logits)
    shares = [exp(logit - most) for logit in logits]
    return [share / sum(shares) for share in shares]
