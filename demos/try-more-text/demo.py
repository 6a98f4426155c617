"""more-text: six models that have read more and more."""

from typing import Annotated

from livedemo import Bar, Bars, Model, Note, Say, Table, Text, Views, demo, fit, label

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


@demo(
    claim="The more a model has read, the less a sentence surprises it; noise takes much of that "
    "back.",
    models={"lm": "more-text"},
    why="""
Six models are alike in all but their text. How surprised a model is by a token is measured in
bits: one bit more means half the chance. Each sees the same sentence here. On held-out text the
mean falls with each doubling of what was read; for one sentence it need not.
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
        ),
        Note(cut),
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
