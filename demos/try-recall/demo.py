"""recall-attention and recall-rnn: which word stood d back?"""

from typing import Annotated

from livedemo import (
    Chip,
    Chips,
    Model,
    Note,
    Palette,
    Say,
    Table,
    Text,
    Views,
    count,
    demo,
    fit,
    visible,
)

LONGEST = 24  # words
PRESETS = {
    "24 words": "apple river stone cloud tiger lamp window bread ocean guitar candle forest "
    "mirror ladder pepper rocket button island feather hammer violin carpet magnet pencil",
    "8 words": "apple river stone cloud tiger lamp window bread",
    "4 words": "apple river stone cloud",
    "One word again": "apple " * 11 + "river " + "apple " * 12,
}


@demo(
    claim="Attention keeps every word. A GRU with 64 numbers of state keeps six or seven, however "
    "many it reads.",
    models={"attention": "recall-attention", "gru": "recall-rnn"},
    why="""
The models read up to 24 words and are then asked which stood 1, 2, … 24 back. The question comes
last, so that a state must hold all of them at once. The attention looks back at the words
themselves. What fails in the GRU is room, not distance: of 8 words it has six or seven on average,
and of 24 no more. The very first word it often has, 24 back; asked for that word alone, a GRU can
carry it 256 steps.
""",
    limits="""
To the models your words are numbers from 1 to 64, given in the order in which they come; they mean
nothing. Both models have the same size, the same texts and the same number of steps. One text is an
example; the cards measure 2,000. How much a GRU holds depends on its state: another of the same
size, with 116 numbers of state, holds 17 of 24 words on average.
""",
)
async def try_recall(
    attention: Model,
    gru: Model,
    text: Annotated[str, Text(label="Your words", rows=3, presets=PRESETS)] = PRESETS["24 words"],
) -> Views:
    """Ask both models for every word, from the last one back."""
    words = text.split()
    if not words:
        return Say("No words, nothing to remember. Type some above.")
    read, cut = fit(words, LONGEST, "word", keep="last")
    names = list(dict.fromkeys(read))
    ids = [names.index(word) for word in read]
    answers = [await answered(model, ids) for model in (attention, gru)]
    right = [sum(a == id for a, id in zip(each, ids, strict=True)) for each in answers]
    return [
        Say(f"Of {count(len(read), 'word')} the attention names {right[0]}, the GRU {right[1]}."),
        Chips(chips(names, answers[0], ids), "What the attention names"),
        Chips(chips(names, answers[1], ids), "What the GRU names"),
        Note(cut),
        Table(
            "All answers",
            ["Back", "Word", "Attention", "GRU"],
            [
                [len(read) - i, visible(word), *(name(names, each[i]) for each in answers)]
                for i, word in reversed(list(enumerate(read)))
            ],
            numbers=[0],
        ),
    ]


async def answered(model: Model, ids: list[int]) -> list[int]:
    """A model's answers, in the order of the words."""
    logits = (await model(words=ids)).logits
    return [row.index(max(row)) for row in logits.tolist()][::-1]


def name(names: list[str], id: int) -> str:
    """A word by its number; one that was not in the text has none."""
    return visible(names[id]) if id < len(names) else "(another word)"


def chips(names: list[str], answers: list[int], ids: list[int]) -> list[Chip]:
    """Answers in the words' places: those that are wrong have no colour and a cross."""
    palette = Palette()
    return [
        Chip(visible(names[id]), colour) if answer == id else Chip(f"✗ {name(names, answer)}")
        for answer, id, colour in zip(answers, ids, map(palette, ids), strict=True)
    ]
