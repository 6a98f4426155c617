"""Where does a word look, if it may look both ways?"""

from collections.abc import Sequence
from statistics import fmean
from typing import Annotated

from livedemo import (
    Guess,
    Heads,
    Heatmap,
    Model,
    Note,
    Pick,
    Piece,
    Say,
    Slider,
    Table,
    Tensor,
    Text,
    Verdict,
    Views,
    demo,
    fit,
    percent,
    pieces,
)

RIVER = "He sat on the bank of the river."
FOX = "The fox hid because it was scared."
LAYER, HEAD = 2, 9  # the one that looks one token ahead most often
AHEAD = 83  # per cent of its tokens look most at the one after, in sentences: a test holds it
LONGEST = 30  # tokens
BEGIN, END = "[CLS]", "[SEP]"
GOES = ("Tokens before", "Itself", "Tokens after", BEGIN, END)

PRESETS = {
    "A bank": RIVER,
    "The fox": FOX,
    "The king": "The king said that he was tired.",
    "A question": "Could you open the window, please?",
}


@demo(
    claim=f"An encoder's tokens look ahead, too. In layer {LAYER}, head {HEAD} of this one, "
    f"{AHEAD} % of the tokens of ordinary sentences look most at the one after them.",
    models={"minilm": "minilm"},
    why=f"""
This model is an *encoder*: it reads a text, and never has to guess what comes next. So nothing is
hidden from it, and no half of a square is empty. What a token gives all others, before it and
after it, still adds up to 100 %.

Each text stands between two marks, {BEGIN} and {END}. They are tokens too, and can be looked at.
Over all heads and many sentences of novels, scripture, a dictionary and Wikipedia, 26 % of the
attention goes to tokens before, 22 % to tokens after, and 44 % to {BEGIN}. A head can't look at
nothing: its shares must add up to 100 %. A mark that stands in every text is thought to be where
heads rest that find nothing to look at. BERT's heads rest on {END}
([Clark et al. 2019](https://arxiv.org/abs/1906.04341)).
""",
    limits=f"""
all-MiniLM-L6-v2, an encoder of 6 layers of 12 heads that others trained to give sentences of like
meaning like vectors. It writes nothing and can't fill a gap. It knows no capitals and no accents.
The figure takes {LONGEST} tokens. A weight says where a head reads, not what it does with what it
reads. Most heads have no job that anyone could name.
""",
    listed=("layer", "head"),
)
async def attention_both_ways(
    minilm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = RIVER,
    layer: Annotated[int, Slider(1, 6)] = LAYER,
    head: Annotated[int, Slider(1, 12)] = HEAD,
    word: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{FOX}” Before it stands the mark {BEGIN}, after it {END}. Over all heads, "
            "what gets the most attention of these words?",
            options=GOES,
            sets={"text": FOX},
        ),
    ] = "",
) -> Views:
    """Show the attention weights of every head on ``text``, and one head's in full."""
    found, cut = fit(minilm.tokenizer.encode(text), LONGEST)
    if len(found) < 2:
        return Say("A token needs others before or after it. Type a sentence above.")
    begin, end = (minilm.tokenizer.special[mark] for mark in (BEGIN, END))
    parts = [mark(BEGIN, begin), *pieces(found, text), mark(END, end)]
    run = await minilm(ids=[begin, *found.ids, end], outputs=["attention"])
    weights: Tensor = run.attention[layer - 1, head - 1]  # [T, T], row looks at column
    word = min(word, len(parts))
    layers = [mean([goes(each) for each in heads]) for heads in run.attention]
    return [
        verdict(guess, mean(layers)) if guess and text == FOX else None,
        Say(f"Layer {layer}, head {head}: {said(weights, [part.label for part in parts], word)}"),
        Heads(run.attention, layer, head, controls=("layer", "head")),
        Heatmap(weights, parts, parts, word, "word", f"Attention of layer {layer}, head {head}"),
        Note(cut),
        Table(
            "Table: where each layer looks, a mean over its heads and the tokens between the marks",
            ["Layer", *GOES],
            [[i, *map(percent, shares)] for i, shares in enumerate(layers, 1)],
            numbers=range(6),
        ),
    ]


def mark(name: str, id: int) -> Piece:
    """A token that stands for no letters of the text."""
    return Piece(name, id, "", name, colour=None)


def goes(weights: Tensor) -> list[float]:
    """Where the tokens between the marks look in a head [T, T]: mean shares of `GOES`."""
    rows = weights.tolist()[1:-1]
    return mean(
        [
            [sum(row[1:i]), row[i], sum(row[i + 1 : -1]), row[0], row[-1]]
            for i, row in enumerate(rows, 1)
        ]
    )


def mean(rows: Sequence[Sequence[float]]) -> list[float]:
    """The mean of each column."""
    return [fmean(column) for column in zip(*rows, strict=True)]


def said(weights: Tensor, labels: Sequence[str], word: int) -> str:
    """What the picked token looks at, or where the head looks on the whole text."""
    if word:
        row = weights[word - 1].tolist()
        at = max(range(len(row)), key=row.__getitem__)
        return f"“{labels[word - 1]}” looks most at “{labels[at]}” ({percent(row[at])})."
    before, itself, after, first, last = map(percent, goes(weights))
    return (
        f"on average a token gives {before} of its attention to tokens before it, {after} to "
        f"tokens after it, {itself} to itself, {first} to {BEGIN} and {last} to {END}."
    )


def verdict(guess: str, shares: Sequence[float]) -> Verdict:
    """What gets most of the attention, by the mean share of each of `GOES` over all heads."""
    most = max(range(len(GOES)), key=shares.__getitem__)
    before, itself, after, first, _ = map(percent, shares)
    return Verdict(
        guess,
        GOES[most],
        f"The mark {BEGIN} gets {first}, tokens before {before}, tokens after {after}, and "
        f"{itself} a token gives itself. {BEGIN} stands in every text, whatever it says.",
    )
