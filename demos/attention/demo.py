"""Where does each word look?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from livedemo import (
    Arcs,
    Beside,
    Choice,
    Guess,
    Heads,
    Heatmap,
    Model,
    Note,
    Pick,
    Say,
    See,
    Slider,
    Table,
    Tensor,
    Text,
    Verdict,
    View,
    Views,
    demo,
    fit,
    percent,
    pieces,
)

SAID = "And he said to them, Go into the city."
FOX = "The fox hid because it was scared."
LAYER, HEAD = 3, 1  # the model's best previous-token head
BACK = 64  # per cent of its tokens look most at the one before, in held-out text: a test holds it
IT, ASKED = 5, (5, 1)  # where “it” stands in it, counted from 1; a layer and a head

PRESETS = {
    "A command": SAID,
    "The fox": FOX,
    "Said twice": "One blue stone, two red cups. One blue stone, two red cups.",
    "A name": "Elizabeth smiled, and Mr. Darcy saw that Elizabeth smiled.",
}


@dataclass(frozen=True)
class Jobs(View):
    """Heads that have a known job, by its name; choosing one sets its layer and head."""

    heads: Mapping[str, Mapping[str, Any]]
    layer: int
    head: int

    source: ClassVar[str] = """
      <p>Heads with a job that can be named:
      {% for name, at in view.heads.items() %}<button type="button" class="ld-pick" aria-pressed="{{
        'true' if (at.layer, at.head) == (view.layer, view.head) else 'false' }}" data-set="{{
        {'layer': at.layer, 'head': at.head} | set }}" title="on average {{ at.score | percent
        }} of its attention; spread evenly, {{ at.even | percent }}">{{ name }}</button>
      {% endfor %}</p>"""


@demo(
    claim=f"No other head looks one token back as often as layer {LAYER}, head {HEAD}: in text "
    f"that it has not read, {BACK} % of its tokens look most at the one before.",
    models={"lm": "story-lm"},
    why="""
Before it predicts, a Transformer lets every token gather information from the tokens it may see.
Each *head* does this in its own way: it gives every earlier token a weight, and the weights of one
row add up to 100 %. Some heads come near to a job that can be named, such as “look one back” or
“find what came after this word last time”. Such a name is a score, not a kind: most heads do
several things, and on a short text one may do something else. The names that are offered here were
found by a script, on text that the model had not read; point at one for its score. A token may look
at itself, as full stops do here.

The empty triangle is the *causal mask*: a token never sees what comes after it, because that is
what it has to guess.
""",
    limits="""
This is one small model, trained by us on novels, scripture, dictionary sentences and a little of
Wikipedia: 6 layers of 6 heads. GPT-2 small has 12 layers of 12 heads and a vocabulary eight times
as large; the kinds of heads are the same, their places are not. A weight says where a head reads,
not what it does with what it reads, and not why the model answers as it does
([Jain & Wallace 2019](https://arxiv.org/abs/1902.10186),
[Wiegreffe & Pinter 2019](https://arxiv.org/abs/1908.04626)).
""",
    listed=("layer", "head"),
)
async def attention(
    lm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = SAID,
    layer: Annotated[int, Slider(1, 6)] = LAYER,
    head: Annotated[int, Slider(1, 6)] = HEAD,
    show: Annotated[str, Choice({"map": "Map", "arcs": "Lines"}, label="Show as")] = "map",
    word: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{FOX}” In layer {ASKED[0]}, head {ASKED[1]}, whom does “it” look at most?",
            options=("fox", "hid", "because", "it"),
            sets={"text": FOX, "layer": ASKED[0], "head": ASKED[1], "word": IT},
        ),
    ] = "",
) -> Views:
    """Show the attention weights of every head on ``text``, and one head's in full."""
    found, cut = fit(lm.tokenizer.encode(text), 64)
    if not found:
        return Say("No text, nothing to look at. Type something above.")
    parts = pieces(found, text)
    labels = [part.label for part in parts]
    run = await lm(ids=found.ids, outputs=["attention"])
    weights: Tensor = run.attention[layer - 1, head - 1]  # [T, T], row looks at column
    word = min(word, len(labels))
    name = f"Layer {layer}, head {head}"
    picture = (
        Heatmap(weights, parts, parts, word, "word", f"Attention of layer {layer}, head {head}")
        if show == "map"
        else Arcs(weights, parts, word, "word")
    )
    return [
        _verdict(guess, run.attention, labels) if guess and text == FOX else None,
        Say(f"{name}: {_sentence(weights, labels, word)}"),
        Jobs(lm.facts["heads"], layer, head),
        Beside([Heads(run.attention, layer, head, controls=("layer", "head")), picture]),
        See("The same text in a model that looks both ways", "attention-both-ways", {"text": text}),
        Note(cut),
        Table(
            f"Table: what each word looks at most in layer {layer}, head {head}",
            ["", "Token", "Looks most at", "Weight", "Then at", "Weight"],
            [_row(i, weights, labels) for i in range(len(labels))],
            numbers=[0, 3, 5],
        ),
    ]


def _top(weights: Tensor, i: int) -> list[tuple[int, float]]:
    """The tokens that token ``i`` looks at, heaviest first, as (position, weight)."""
    row = weights[i].tolist()[: i + 1]
    return sorted(enumerate(row), key=lambda pair: -pair[1])


def _row(i: int, weights: Tensor, labels: list[str]) -> list[object]:
    cells: list[object] = [i + 1, labels[i]]
    for j, weight in _top(weights, i)[:2]:
        cells += [labels[j], percent(weight)]
    return cells + [""] * (6 - len(cells))


def _sentence(weights: Tensor, labels: list[str], word: int) -> str:
    """Say what the picked word looks at, or what the head does on the whole text."""
    if word:
        (j, weight), *_ = _top(weights, word - 1)
        return f"“{labels[word - 1]}” looks most at “{labels[j]}” ({percent(weight)})."
    if len(labels) == 1:
        return "a single token can only look at itself."
    rows = range(1, len(labels))
    before, itself = (sum(weights[i, i - d] for i in rows) / len(rows) for d in (1, 0))
    return (
        f"on average a token gives {percent(before)} of its attention to the token before it "
        f"and {percent(itself)} to itself."
    )


def _verdict(guess: str, heads: Tensor, labels: list[str]) -> Verdict:
    """What “it” looks at, in the head that is asked about and in all of heads [L, H, T, T]."""
    tops = [_top(weights, IT - 1)[0] for layer in heads for weights in layer]  # [L * H]
    j, weight = tops[(ASKED[0] - 1) * len(heads[0]) + ASKED[1] - 1]
    fox = sum(labels[top] == "␣fox" for top, _ in tops)
    return Verdict(
        guess,
        labels[j].removeprefix("␣"),
        f"It gets {percent(weight)}. You know that “it” is the fox. No head is there to say so: "
        f"in {fox} of {len(tops)} heads “it” looks most at “fox”. A head looks where looking "
        "helped to guess the next token.",
    )
