"""When does the model know what it will say?"""

from collections.abc import Sequence
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Beside,
    Guess,
    Model,
    Note,
    Pick,
    Run,
    Say,
    Table,
    Text,
    Verdict,
    Views,
    called,
    count,
    demo,
    fit,
    percent,
    pieces,
)
from livedemo.tokenizers import Tokenizer

from .lens import Lens, Says

FOX = "The fox hid because it was"
LATE = 48  # per cent of the tokens of held-out text settle in the last layer: a test holds it
TEN = (
    95,
    41,
)  # per cent of the guesses there that ten tokens make up, after the first layer and the last
RIGHT = 5, 27  # per cent of the guesses there that are right, after the first layer and the last
LONGEST = 64  # tokens
LAYERS = 6
PRESETS = {
    "The fox": FOX,
    "A door": "She opened the door and",
    "Scripture": "And he said to them, Go into the city.",
    "A name": "Elizabeth smiled, and Mr. Darcy saw that Elizabeth smiled.",
}

Lines = list[list[Says]]  # by token and layer


@demo(
    claim=f"Often it is the last layer that decides: in text that the model has not read, "
    f"{LATE} % of its answers lead only after layer 6.",
    models={"lm": "story-lm"},
    why=f"""
A token goes through the layers as one list of numbers, its *hidden state*. Each layer reads it and
adds to it. So the model's last step, which turns the list into chances, can be taken early, after
any layer: this is the *logit lens*
([nostalgebraist 2020](https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens)).
Early guesses are what is frequent: in text that the model has not read, ten tokens make up
{TEN[0]} % of them after layer 1, {TEN[1]} % after layer 6. And they get better: {RIGHT[0]} % are
right after layer 1, {RIGHT[1]} % after layer 6.
""",
    limits="""
The last step was trained on the last layer's numbers only. What earlier layers hold may be there in
another form, which the lens does not read: a guess that looks like nonsense does not mean that
nothing is known ([Belrose et al. 2023](https://arxiv.org/abs/2303.08112) learn a translation for
each layer). Before layer 1 there is no column: this model reads and writes with one table, as GPT-2
does, so each token would only be told to be itself. This model has 6 layers, GPT-2 small has 12.
""",
)
async def hidden_states(
    lm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = FOX,
    word: Annotated[int, Pick()] = 0,
    layer: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{FOX} …”: the model's answer leads to the end. From which layer on?",
            options=[str(layer) for layer in range(1, LAYERS + 1)],
            sets={"text": FOX, "word": 0, "layer": 0},
        ),
    ] = "",
) -> Views:
    """Show what the model would say at each token after each layer, and one cell in full."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST)
    if not found:
        return Say("No text, nothing to go on from. Type something above.")
    parts = pieces(found, text)
    word, layer = min(word or len(parts), len(parts)), min(layer or LAYERS, LAYERS)
    run = await lm.graph("lens")(ids=found.ids, token=[word - 1], layer=[layer - 1])
    lines = said(run, lm.tokenizer)
    settled = [1 + next(i for i, says in enumerate(line) if says.settles) for line in lines]
    name = parts[word - 1].label
    return [
        verdict(lines[-1], settled[-1], guess) if guess and text == FOX else None,
        Say(sentence(name, lines[word - 1], settled[word - 1])),
        Lens(parts, lines, word, layer, opened(run, lm.tokenizer, name, layer)),
        Beside([lengths(run, name), layers(settled)]),
        Note(cut),
        Table(
            "Table: what the model would say after each layer",
            ["", "Token", *(f"Layer {i + 1}" for i in range(LAYERS)), "Settled in"],
            [
                [i, part.label, *(f"{says.label} {percent(says.share)}" for says in line), at]
                for i, (part, line, at) in enumerate(zip(parts, lines, settled, strict=True), 1)
            ],
            numbers=[0, LAYERS + 2],
        ),
    ]


def said(run: Run, tokenizer: Tokenizer) -> Lines:
    """What leads at each token after each layer, from order and chances [L, T]."""
    lines = []
    order, chances = run.order.tolist(), run.chances.tolist()
    for tops, shares in zip(zip(*order, strict=True), zip(*chances, strict=True), strict=True):
        last = len(tops) - 1
        while last and tops[last - 1] == tops[-1]:
            last -= 1
        lines.append(
            [
                Says(called(top, tokenizer), share, top == tops[-1], i == last)
                for i, (top, share) in enumerate(zip(tops, shares, strict=True))
            ]
        )
    return lines


def sentence(name: str, line: Sequence[Says], at: int) -> str:
    """How the answer after one token came about."""
    final, first = line[-1], line[0]
    since = f"from layer {at} on" if at < len(line) else "only after the last layer"
    before = "" if at == 1 else f"; after layer 1 it would have been “{first.label}”"
    return (
        f"After “{name}” the model says “{final.label}” ({percent(final.share)}). "
        f"That leads {since}{before}."
    )


def opened(run: Run, tokenizer: Tokenizer, name: str, layer: int) -> Bars:
    """The likeliest tokens of one cell."""
    return Bars(
        f"What would come after “{name}”, if layer {layer} were the last",
        [
            Bar(called(id, tokenizer), chance)
            for id, chance in zip(run.names.tolist(), run.likely.tolist(), strict=True)
        ],
        full=1.0,
        of="probability",
    )


def lengths(run: Run, name: str) -> Bars:
    """How long the vector of one token is, from the embedding on."""
    return Bars(
        f"Length of the vector of “{name}”",
        [
            Bar(f"layer {i}" if i else "embedding", length, shown=f"{length:.0f}")
            for i, length in enumerate(run.length.tolist())
        ],
        of="residual",
    )


def layers(settled: Sequence[int]) -> Bars:
    """How many tokens settle in each layer."""
    return Bars(
        f"Where the answers of these {count(len(settled), 'token')} settle",
        [
            Bar(f"layer {i}", settled.count(i) / len(settled), shown=str(settled.count(i)))
            for i in range(1, LAYERS + 1)
        ],
        of="measure",
    )


def verdict(line: Sequence[Says], at: int, guess: str) -> Verdict:
    """From which layer on the answer leads."""
    early = ", ".join(f"“{says.label}”" for says in line[: at - 1])
    return Verdict(
        guess,
        str(at),
        f"From there on “{line[-1].label}” leads, in the end with {percent(line[-1].share)}. "
        + (f"Before that the model would have said: {early}." if early else ""),
    )
