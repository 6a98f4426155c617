"""Which token comes next? A text against a reader and a model."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Annotated, Any

from livedemo import (
    Choice,
    LineChart,
    Model,
    Say,
    Slider,
    Table,
    Views,
    called,
    count,
    demo,
    percent,
)

from .answers import Answers
from .options import Options

PASSAGES: Sequence[Mapping[str, str]] = json.loads(
    Path(__file__).with_name("passages.json").read_text(encoding="utf-8")
)
GIVEN = 14  # tokens that stand there at first
ASKED = 12  # tokens to be guessed
NAMED = 4  # tokens among which a reader chooses, or none of them
OTHER = "another token"
#: What a reader who is so sure gives the option that is chosen; the other four share the rest.
SURE = {"1": 0.2, "2": 0.5, "3": 0.75, "4": 0.96}
TOP = 6.0  # bits on the chart
LEAST = 1e-6  # what is left for all others, where rounding leaves nothing


@dataclass(frozen=True)
class Place:
    """A token to be guessed.

    Attributes:
        ids: what the model finds likeliest, in the order of the ids.
        shares: the model's chances of these, and of all others together.
        truth: which of these came.
    """

    ids: Sequence[int]
    shares: Sequence[float]
    truth: int


@demo(
    claim="A text is a test with all its answers in it: at each token, whoever gave more to what "
    "really came loses less.",
    models={"lm": "story-lm"},
    why="""
The loss of a token is −log₂ of the chance that was given to what came: 0 bits for all of it, 1 bit
for a half, 2 bits for a quarter. One token says little; the mean over many is what training makes
smaller, the *cross-entropy*. It asks for honesty. To be certain and wrong costs more than to be
right wins, and who does not know loses least by saying so. Nobody had to write a question: the next
token of any text is one, and its answer.
""",
    limits="""
Five options make it a game: the four tokens that the model finds likeliest, and all others as one.
In training each of the 6,144 tokens counts by itself, which costs more bits. That the four are the
model's own favourites tells you something that it had to find out. The passages are from chapters
that it did not read, by an author and from a book of which it read others.
""",
    listed=("passage", "sure"),
)
async def guess_along(
    lm: Model,
    state: dict[str, Any],
    passage: Annotated[
        int, Slider(1, len(PASSAGES), label="Passage", more="Next passage", less="Back")
    ] = 1,
    sure: Annotated[
        str,
        Choice(
            {key: percent(share) for key, share in SURE.items()},
            label="Of my bet, my choice gets",
        ),
    ] = "3",
    answers: Annotated[str, Answers(ASKED)] = "",
) -> Views:
    """Ask for the next token of a passage, and tell what each of both lost so far."""
    ids = lm.tokenizer.encode(PASSAGES[passage - 1]["text"]).ids[: GIVEN + ASKED]
    of, _, digits = answers.partition("-")
    if of != f"{passage}":
        digits = ""
    given = [
        (int(option), SURE[how]) for option, how in zip(digits[::2], digits[1::2], strict=True)
    ]
    known: dict[str, list[Any]] = state.setdefault("places", {})
    places = []
    for at in range(min(len(given) + 1, ASKED)):
        name = f"{passage}, {at}"
        if name not in known:
            place = await _place(lm, ids[: GIVEN + at], ids[GIVEN + at])
            known[name] = [place.ids, place.shares, place.truth]
        places.append(Place(*known[name]))
    over = len(given) == ASKED
    mine = [
        -log2(share if option - 1 == place.truth else (1 - share) / NAMED)
        for (option, share), place in zip(given, places, strict=False)
    ]
    models = [-log2(place.shares[place.truth]) for place in places[: len(given)]]
    names = [*(called(id, lm.tokenizer) for id in places[-1].ids), OTHER]
    came = called(ids[GIVEN + len(given) - 1], lm.tokenizer)
    read = "".join(lm.tokenizer.token(id).text for id in ids[: GIVEN + len(given)])
    return [
        Say(_sentence(came, mine, models, over)),
        Options(read.strip(), [] if over else names, f"{passage}-{digits}", sure),
        _chart(mine, models) if given else None,
        _table(lm, ids[GIVEN:], given, places, mine, models) if given else None,
    ]


async def _place(lm: Model, before: Sequence[int], truth: int) -> Place:
    """What may come after some tokens, and what came."""
    run = await lm.graph("next")(ids=list(before), outputs=["order", "probabilities"])
    likely = zip(run.order.tolist()[:NAMED], run.probabilities.tolist(), strict=False)
    ids, shares = zip(*sorted(likely), strict=True)
    where = ids.index(truth) if truth in ids else NAMED
    return Place(ids, [*shares, max(1 - sum(shares), LEAST)], where)


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)


def _sentence(came: str, mine: Sequence[float], models: Sequence[float], over: bool) -> str:
    if not mine:
        return (
            "Say how much of your bet your choice gets; the other four share the rest. Then "
            "choose what comes next. With 20 % on each the loss is 2.3 bits."
        )
    last = f"“{came}” came. You lost {mine[-1]:.1f} bits, the model {models[-1]:.1f}. "
    so_far = (
        f"After {count(len(mine), 'token')} the mean is {_mean(mine):.2f} for you and "
        f"{_mean(models):.2f} for the model."
    )
    if not over:
        return last + so_far
    if f"{_mean(mine):.2f}" == f"{_mean(models):.2f}":
        who = "Nobody wins"
    else:
        who = "You win" if _mean(mine) < _mean(models) else "The model wins"
    return f"{last}{so_far} {who}; who gives each option 20 % has 2.32."


def _chart(mine: Sequence[float], models: Sequence[float]) -> LineChart:
    means = [[_mean(losses[: at + 1]) for at in range(len(losses))] for losses in (mine, models)]
    return LineChart(
        means[0],
        ASKED,
        TOP,
        "tokens",
        "bits lost a token, so far",
        rules={"20 % on each": log2(NAMED + 1)},
        line="you",
        others={"the model": [(at + 1, mean) for at, mean in enumerate(means[1])]},
    )


def _table(
    lm: Model,
    ids: Sequence[int],
    given: Sequence[tuple[int, float]],
    places: Sequence[Place],
    mine: Sequence[float],
    models: Sequence[float],
) -> Table:
    rows: list[list[str]] = []
    for id, (option, _), place, own, its in zip(ids, given, places, mine, models, strict=False):
        names = [*(called(id, lm.tokenizer) for id in place.ids), OTHER]
        favourite = max(range(len(names)), key=place.shares.__getitem__)
        rows.append([called(id, lm.tokenizer), names[option - 1], f"{own:.1f}"])
        rows[-1] += [names[favourite], f"{its:.1f}"]
    return Table(
        "Table: token by token",
        ["Came", "You chose", "bits", "The model’s favourite", "bits"],
        rows,
        numbers=[2, 4],
    )
