"""more-text: six models that have read more and more."""

from typing import Annotated

from livedemo import Bar, Bars, Model, Note, Say, Table, Text, Views, demo, fit, label

from .curves import Curves

PARTS = {
    "part_64": "1/64",
    "part_16": "1/16",
    "part_4": "1/4",
    "part_2": "1/2",
    "whole": "all",
    "noisy": "all, noisy",
}
PRESETS = (
    "She was very glad to see her sister.",
    "And he said to them, Go and see.",
    "The committee will meet on Tuesday.",
)
LONGEST = 64  # tokens
READ = ("1/64", "1/32", "1/16", "1/8", "1/4", "1/2", "all")
HELD_OUT = {  # bits a byte of held-out text, as the model's card has them
    "models": (2.187, 1.981, 1.823, 1.700, 1.568, 1.467, 1.408),
    "trigrams": (2.064, 1.915, 1.787, 1.683, 1.593, 1.524, 1.465),
}


@demo(
    claim="The more a model has read, the less new text surprises it on average; noise takes much "
    "of that back.",
    models={"lm": "more-text"},
    why="""
Six models are alike in all but their text. How surprised a model is by a token is measured in
bits: one bit more means half the chance. Each sees the same sentence here. On held-out text the
mean falls with each doubling of what was read, not evenly; for one sentence it need not fall.

The dashed line is a table of counts, a *trigram model*, of the same text: which token came how
often after which two. Where there is little to read it is the better one. The models take over at a
quarter.
""",
    limits="""
The models are tiny (0.6 M parameters) and know novels and scripture alone; on other texts all of
them are lost. The first token that is taken is judged as the beginning of a text.
""",
)
async def try_more_text(
    lm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = PRESETS[0],
) -> Views:
    """The mean surprise of a text for each of the six, and what each expects next."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        return Say("No text, no surprise. Type something above.")
    runs = {part: await lm.graph(part)(ids=found.ids) for part in PARTS}
    bits = {part: sum(run.surprise.tolist()) / len(found) for part, run in runs.items()}
    most = max(bits.values())
    return [
        Say(
            f"Bits a token: {bits['part_64']:.1f} after 1/64 of the text, {bits['whole']:.1f} "
            f"after all of it, {bits['noisy']:.1f} after all of it with noise."
        ),
        Bars(
            "Surprise by how much was read, in bits a token",
            [Bar(PARTS[p], bits[p] / most, shown=f"{bits[p]:.2f}") for p in PARTS],
            of="loss",
        ),
        Note(cut),
        Curves(
            READ,
            HELD_OUT,
            1.0,
            2.5,
            "64 KB of held-out text: bits a byte, by the share of the text that was read",
        ),
        Table(
            "Table: the same in numbers",
            ["Has read", "Models", "Trigram models"],
            [
                [part, f"{one:.3f}", f"{other:.3f}"]
                for part, one, other in zip(READ, *HELD_OUT.values(), strict=True)
            ],
            numbers=[1, 2],
        ),
        Table(
            "What each expects next",
            ["Has read", "Likeliest next token", "Bits a token"],
            [
                [
                    PARTS[part],
                    label(lm.tokenizer.token(runs[part].order.tolist()[0])),
                    f"{bits[part]:.2f}",
                ]
                for part in PARTS
            ],
            numbers=[2],
        ),
    ]
