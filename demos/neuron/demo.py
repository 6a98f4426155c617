"""What does one neuron do?"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from livedemo import (
    Bar,
    Bars,
    Beside,
    Guess,
    Model,
    Note,
    Pick,
    Piece,
    Run,
    Say,
    Slider,
    Table,
    Tensor,
    Text,
    Verdict,
    Views,
    demo,
    fit,
    label,
    percent,
    pieces,
)

from .firing import Firing
from .found import Found
from .named import Named

FOX = "The fox hid because it was scared."
ASKED = "He put his hand on the door."
THE = "“the”"  # the kind of token that the figure opens with
SURE = 0.8  # how pure a neuron must be to have its name here
LONGEST = 64  # tokens
LOUDEST = 20  # times as much
SHOWN = 6  # bars
MOVES, FALLS = 0.8, 0.2  # of its chance: with more left it hardly moves, with less it is gone

HARDLY, HALF, GONE = "it hardly moves", "it about halves", "it falls to nearly nothing"

PRESETS = {
    "The fox": FOX,
    "A novel": "Mr. Knightley was not a man to be pleased, and she knew it.",
    "Scripture": "And he said to them, You are the light of the world.",
    "Numbers": "In 1815 there were 12 houses, 3 shops and a church.",
    "A riddle": "To be or not to be, that is the question.",
}


class One(NamedTuple):
    """A neuron that has a name, and where in text that no training saw it fires most."""

    name: str
    layer: int
    number: int
    places: Sequence[tuple[str, str, str, float]]


NAMED = [
    One(one["fires_for"], one["layer"], one["neuron"], one["places"])
    for one in json.loads(Path(__file__).with_name("neurons.json").read_text(encoding="utf-8"))
    if one["precision"] >= SURE
]
FIRST = next((one for one in NAMED if one.name == THE), NAMED[0])


@demo(
    claim="One neuron of 5,184 fires for the word “the”, and the model can do without it.",
    models={"lm": "story-lm"},
    why="""
After attention has brought things together, each layer has an *MLP*: 864 neurons that look at one
token at a time. A neuron multiplies the token's numbers by weights of its own and adds up. Where
the sum is large it *fires*, and adds a vector of its own to the token's numbers, the longer the
more it fires. From that vector alone one can compute which tokens it makes likelier: its *direct*
push. What later layers make of it comes on top, and in a low layer that is most of its work.

Some neurons fire for one thing that has a name. That does not make them the only place where it is
known: others fire for it too, less purely.
""",
    limits="""
The names are ours. For 24 kinds of tokens the purest neuron of this model was sought; those are
offered that, on text that no training saw, fire most for their kind in at least 4 of 5 cases. Most
of the 5,184 have no name: they fire for many things that have little to do with each other. Parts
with clearer meanings are sought today with *sparse autoencoders*
([Bricken et al. 2023](https://transformer-circuits.pub/2023/monosemantic-features/index.html)).
The direct push is given for each unit that it fires, and leaves out a division that depends on the
token.
""",
)
async def neuron(
    lm: Model,
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = FOX,
    layer: Annotated[int, Slider(1, 6)] = FIRST.layer,
    number: Annotated[int, Slider(1, 864, label="Neuron")] = FIRST.number,
    times: Annotated[
        int,
        Slider(0, LOUDEST, label="What it says", unit=" times", help="0 is off, 1 as it is"),
    ] = 0,
    word: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{ASKED}” It fires at “the”. Switch it off: what becomes of the chance of "
            "the likeliest next token?",
            options=(HARDLY, HALF, GONE),
            sets={
                "text": ASKED,
                "layer": FIRST.layer,
                "number": FIRST.number,
                "times": 0,
                "word": 0,
            },
        ),
    ] = "",
) -> Views:
    """Show where a neuron fires in ``text``, what it pushes, and the next token with it turned."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST)
    if not found:
        return Say("No text, nothing to fire at. Type something above.")
    parts = pieces(found, text)
    run = await lm.graph("neuron")(
        ids=found.ids,
        layer=[layer],
        neuron=[number],
        times=[float(times)],
        at=[min(word, len(parts)) - 1],
    )
    fires: list[float] = run.fires.tolist()
    seen = run.seen.item()
    known = next((one for one in NAMED if (one.layer, one.number) == (layer, number)), None)
    turned = "off" if times == 0 else "as it is" if times == 1 else f"{times} times as much"
    return [
        _verdict(guess, lm, run) if guess and text == ASKED else None,
        Named([(one.name, one.layer, one.number) for one in NAMED], (layer, number)),
        Say(_sentence(layer, number, known, parts, fires)),
        Firing(
            parts,
            fires,
            seen + 1,
            "word",
            "How much it fires. Choose a token to see the next one’s chances there.",
        ),
        Beside(
            [
                _chances(lm, f"After “{parts[seen].label}”, as it is", run, run.on),
                _chances(lm, f"The same with it {turned}", run, run.turned),
            ]
        ),
        Beside(
            [
                _push(lm, "Tokens that it pushes up", run.raised, run.up),
                _push(lm, "Tokens that it pushes down", run.lowered, run.down),
            ]
        ),
        Found(known.places, "Where it fires most in text that no training saw") if known else None,
        Note(cut),
        Table(
            "Table: how much it fires",
            ["", "Token", "Fires"],
            [
                [i, part.label, f"{value:z.2f}".replace("-", "−")]
                for i, (part, value) in enumerate(zip(parts, fires, strict=True), 1)
            ],
            numbers=[0, 2],
        ),
    ]


def _sentence(
    layer: int, number: int, known: One | None, parts: Sequence[Piece], fires: Sequence[float]
) -> str:
    name = f"Layer {layer}, neuron {number}"
    if known:
        name += f", has a name: it fires for {known.name}. Here it"
    most = max(range(len(fires)), key=lambda at: (round(fires[at], 2), -at))
    if fires[most] < 0.1:
        return f"{name} does not fire anywhere."
    return f"{name} fires most at “{parts[most].label}” ({fires[most]:.1f})."


def _chances(lm: Model, caption: str, run: Run, chances: Tensor) -> Bars:
    rows = list(zip(run.order.tolist(), chances.tolist(), strict=True))[:SHOWN]
    bars = [Bar(label(lm.tokenizer.token(id)), chance) for id, chance in rows]
    full = max(*run.on.tolist(), *run.turned.tolist())  # one scale for both
    return Bars(caption, bars, full=full, of="probability")


def _push(lm: Model, caption: str, ids: Tensor, pushes: Tensor) -> Bars:
    rows = list(zip(ids.tolist(), pushes.tolist(), strict=True))[:SHOWN]
    return Bars(
        caption,
        [
            Bar(
                label(lm.tokenizer.token(id)),
                abs(push),
                shown=f"{push:+.2f}".replace("-", "−"),
            )
            for id, push in rows
        ],
        of="mlp",
    )


def _verdict(guess: str, lm: Model, run: Run) -> Verdict:
    before, after = run.on.tolist()[0], run.turned.tolist()[0]
    left = after / before
    return Verdict(
        guess,
        HARDLY if left > MOVES else HALF if left > FALLS else GONE,
        f"“{label(lm.tokenizer.token(run.order.tolist()[0]))}” goes from {percent(before)} to "
        f"{percent(after)}. What a neuron stands for is not stored in it alone: many others fire "
        "at the same token, each a little differently.",
    )
