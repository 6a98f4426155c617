"""How does a Transformer get from a sentence to the next word?"""

from itertools import groupby
from typing import Annotated

from livedemo import (
    Bar,
    Bars,
    Model,
    Note,
    Pick,
    Run,
    Say,
    See,
    Table,
    Text,
    Views,
    demo,
    fit,
    percent,
    pieces,
    split_note,
)
from livedemo.tokenizers import Token

from .inside import Inside
from .said import Said, named
from .score import Score
from .whole import Whole

FOX = "The fox hid because it was"
PRESETS = {
    "The fox": FOX,
    "A door": "She opened the door and",
    "Said twice": "One blue stone, two red cups. One blue stone, two red",
    "Scripture": "And he said to them, Go into the",
}
LONGEST = 64  # tokens: the last
ROOM = 4000  # characters that the box takes
LAYERS, HEADS = 6, 6


@demo(
    claim="Six times each token takes something from those before it, and step by step a guess at "
    "the next forms.",
    models={"lm": "story-lm"},
    why="""
Each token is a line that runs through all layers: its *residual stream*, 216 numbers. In a layer
six *heads* first bring something over from other tokens; then the *MLP*, a small network, works on
each token by itself. Both add what they found to the stream, and nothing else changes it. A river
is as wide as what it brings is long, beside the stream that it flows into: a head may look hard at
a token that has little to give ([Kobayashi et al. 2020](https://arxiv.org/abs/2004.10102)). What a
token would say after a layer is the model's last step, taken early: the *logit lens*
([nostalgebraist 2020](https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru)).
""",
    limits="""
GPT-2 small has twice as many layers of twice as many heads, and 768 numbers in its stream; it works
in the same way. A wide river brought much, which need not be what decided. The guesses in between
are a way of reading: no layer was trained to make one.
""",
    listed=("token",),
    stacked=True,  # it takes all the width that there is
)
async def the_model(
    lm: Model,
    text: Annotated[
        str, Text(label="Your text", rows=1, max_characters=ROOM, presets=PRESETS)
    ] = FOX,
    token: Annotated[int, Pick(ahead=6)] = 0,
    layer: Annotated[int, Pick(ahead=LAYERS)] = 0,
    head: Annotated[int, Pick()] = 0,
    key: Annotated[int, Pick()] = 0,
) -> Views:
    """Draw what each layer did to ``text``; a token, a layer, a head in full where it is picked."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        return Say("No text, nothing to follow. Type a beginning above.")
    parts = pieces(found, text)
    labels = [part.label for part in parts]
    at = (token if 0 < token <= len(found) else len(found)) - 1
    layer = layer if layer <= LAYERS else 0
    head = head if layer and head <= HEADS else 0
    run = await lm.graph("insides")(
        ids=found.ids, token=[at], layer=[max(layer - 1, 0)], head=[max(head - 1, 0)]
    )
    says = [named(lm.tokenizer, run.says_ids[i], run.says[i]) for i in range(LAYERS)]
    following = named(lm.tokenizer, run.order, run.chances)
    grows = (
        text if at == len(found) - 1 else None
    )  # what comes after the last token can be put there
    return [
        Say(_sentence(run, labels, at, says)),
        Whole(
            run,
            parts,
            at,
            says,
            _bars(following, labels[at], grows, lm.tokenizer.vocabulary_size),
            layer,
            head,
            grown="" if grows is None else _grown(text, following[0].token),
            shrunk=text[: found[-1].start],
        ),
        Inside(run, labels, at, layer, says, named(lm.tokenizer, run.between_ids, run.between))
        if layer and not head
        else None,
        Score(run, labels, at, layer, head, key) if head else None,
        *_explained(text, at + 1, layer, head),
        Note(cut),
        Note(split_note(parts)),
        Table(
            f"Table: what “{labels[at]}” was brought, and would say, layer by layer",
            ["Layer", "Took most from", "Share of all", "Would say", "Chance"],
            [
                [i + 1, labels[source], percent(share), said[0].label, percent(said[0].chance)]
                for i, ((source, share), said) in enumerate(
                    zip(_sources(run, at), says, strict=True)
                )
            ],
            numbers=[2, 4],
        ),
    ]


def _explained(text: str, token: int, layer: int, head: int) -> list[See]:
    """Ways to the figures that explain what is open."""
    if not layer:
        return []
    here: dict[str, object] = {"text": text, "word": token, "layer": layer}
    if head:
        here["head"] = head
        return [
            See("Go through this head step by step", "attention-by-hand", {**here, "show": "real"}),
            See("See what every token looks at here", "attention", here),
        ]
    return [
        See("See what every token would say after this layer", "hidden-states", here),
        See("Look at one of its neurons", "neuron", here),
    ]


def _grown(text: str, token: Token) -> str:
    """The text with a token behind it; what the box has no room for goes."""
    return (text + token.text)[-ROOM:]


def _bars(following: list[Said], after: str, text: str | None, size: int) -> Bars:
    """The chances of what comes after a token; choosing one puts it there, where ``text`` ends."""
    shown = [
        Bar(
            said.label,
            said.chance,
            set={"text": _grown(text, said.token), "token": 0, "key": 0}
            if text is not None and said.token.text
            else None,
        )
        for said in following
    ]
    rest = max(0.0, 1 - sum(said.chance for said in following))
    others = Bar(f"{size - len(following):,} others", rest, rest=True)
    return Bars(f"Next, after “{after}”", [*shown, others], of="probability")


def _sources(run: Run, at: int) -> list[tuple[int, float]]:
    """For each layer the token that the picked one took most from, and its share of all it took."""
    found = []
    for flow in run.flow:  # [T, T]
        row = flow[at].tolist()[: at + 1]
        most = max(row)
        found.append((row.index(most), most / sum(row)))
    return found


def _sentence(run: Run, labels: list[str], at: int, says: list[list[Said]]) -> str:
    """What is likeliest next, where it comes from, and since when it leads."""
    (winner, *_) = says[-1]
    since = LAYERS
    while since > 1 and says[since - 2][0].token == winner.token:
        since -= 1
    runs = []
    layer = 1
    for source, group in groupby(_sources(run, at), key=lambda found: found[0]):
        shares = [share for _, share in group]
        runs.append((len(shares), layer, source, sum(shares) / len(shares)))
        layer += len(shares)
    length, first, source, share = max(runs, key=lambda found: found[0])
    layers = f"layers {first} to {first + length - 1}" if length > 1 else f"layer {first}"
    whence = "itself" if source == at else f"“{labels[source]}”"
    leads = "only after the last layer" if since == LAYERS else f"from layer {since} on"
    return (
        f"After “{labels[at]}” the likeliest next token is “{winner.label}” "
        f"({percent(winner.chance)}). It leads {leads}; in {layers} “{labels[at]}” takes most from "
        f"{whence} ({percent(share)})."
    )
