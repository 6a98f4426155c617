"""What is a label worth?"""

import json
from collections.abc import Sequence
from random import Random
from typing import Annotated, Any

from livedemo import (
    Bar,
    Bars,
    Button,
    Guess,
    Model,
    Note,
    Say,
    Slider,
    Table,
    Trainer,
    Verdict,
    Views,
    demo,
    percent,
)

from .answers import Answers, read
from .curve import Curve, Measured
from .sheet import Sentence, Sheet

MILLION = 1_000_000
DAY = 8 * 3600  # seconds of a working day
FEW, ASKED = 12, 2  # labels, and how many of them are flipped where the reader is asked
HARDLY, SOME, ALL = "67 of 100, hardly fewer", "60 of 100", "50 of 100, as by guessing"
NAMES = {"p": "positive", "n": "negative", ".": ""}


@demo(
    claim="Twelve labels teach a classifier something, and two wrong ones among them take nearly "
    "half of it away.",
    models={"lm": "review-labels"},
    why="""
The classifier never sees a word. Each sentence is 64 numbers, made by a model that nobody trained
for this, and a label says on which side of a boundary the sentence belongs. Training finds weights
for the numbers so that the labelled ones fall on their sides. From twelve it can't tell whether a
wrong label is a mistake or a lesson, and so it learns it. Where one in six of 200 labels is wrong,
it loses less than half as much: mistakes that go either way cancel out, the more so the more
labels there are.
""",
    limits="""
Sentences out of reviews of five products, rated by twenty people each, who were trained and tested
for it ([Hutto & Gilbert 2014](https://doi.org/10.1609/icwsm.v8i1.14550)). Left out are
sentences that no more than half of the raters put on the same side, 548 of 2,571; so the task is
easier than sorting all that people write. The twelve were picked by hand, and about some of them
raters disagree; the curve is of sentences drawn by lot. Two hundred held-out sentences are few: a
share measured on them is uncertain by 3 points.
""",
    stacked=True,
)
async def label_it(
    lm: Model,
    labels: Annotated[str, Answers()] = "",
    flip: Annotated[int, Slider(0, 6, label="Labels flipped", more="Flip one more")] = 0,
    draw: Annotated[int, Button(label="Flip others")] = 0,
    guess: Annotated[
        str,
        Guess(
            question="Twelve right labels, of sentences drawn by lot, make a classifier right "
            "about 68 of 100 others on average. Now two of the twelve are flipped. How many does "
            "it get right?",
            options=(HARDLY, SOME, ALL),
            sets={"flip": ASKED},
        ),
    ] = "",
) -> Views:
    """Train a classifier on the reader's labels, and on those with some of them flipped."""
    sentences = [Sentence(**each) for each in json.loads(lm.asset("twelve"))]
    measured = json.loads(lm.asset("measured"))
    given, seconds = read(labels)
    places = [place for place, label in enumerate(given) if label != "."]
    most = "".join(sentence.majority for sentence in sentences)
    own = given if places else most  # nobody has labelled: the raters' own labels stand in
    used = places or list(range(len(sentences)))
    flipped = sorted(Random(draw).sample(used, min(flip, len(used))))
    right = await train(lm, used, own, flipped, most)
    return [
        _verdict(guess, measured) if guess and flip == ASKED else None,
        Sheet(sentences, given, flipped, "labels"),
        Say(_sentence(lm, right, places, own, most, len(flipped))),
        Note(_pace(len(places), seconds, measured["raters"])),
        _bars(lm, right, bool(places), len(flipped)),
        _curve(lm, right, bool(places), len(used), len(flipped), measured),
        _sentences(sentences, given),
        _flips(measured),
        _labels(measured),
    ]


async def train(
    lm: Model, places: Sequence[int], own: str, flipped: Sequence[int], most: str
) -> tuple[int, int, int]:
    """Train on these sentences, and count what is right of those held out.

    With the reader's ``own`` labels, the same with some ``flipped``, and those that ``most`` raters
    gave.
    """
    truth = lm.facts["held_out"]
    labelled = await lm(rows=list(places))
    held = await lm(rows=[len(own) + place for place in range(len(truth))])
    turned = [(label == "p") != (place in flipped) for place, label in enumerate(own)]
    kinds = ([label == "p" for label in own], turned, [label == "p" for label in most])
    batch = {
        "x": labelled.vectors,
        "labels": [[float(kind[place]) for place in places] for kind in kinds],
    }
    trainer = Trainer(lm)
    await trainer.reset()
    async for _ in trainer.fit([batch] * lm.facts["steps"], rate=lm.facts["rate"]):
        pass
    run = await trainer.run("score", x=held.vectors)
    first, second, third = (
        sum((score > 0) == bool(label) for score, label in zip(scores, truth, strict=True))
        for scores in run.scores.tolist()
    )
    return first, second, third


def _held(lm: Model) -> int:
    return len(lm.facts["held_out"])


def _sentence(
    lm: Model, right: tuple[int, int, int], places: Sequence[int], own: str, most: str, flips: int
) -> str:
    mine, turned, theirs = right
    wrong = f" With {flips} of them flipped: {turned}." if flips else ""
    if not places:
        return (
            f"Trained on what most raters said of these twelve, a classifier is right about "
            f"{mine} of {_held(lm)} other sentences; guessing gets {_held(lm) // 2}.{wrong} What "
            "do your labels teach it?"
        )
    same = sum(own[place] == most[place] for place in places)
    begin = (
        "Trained on your one label" if len(places) == 1 else f"Trained on your {len(places)} labels"
    )
    return (
        f"{begin}, a classifier is right about {mine} of {_held(lm)} other sentences.{wrong} "
        f"Labelled as most raters did: {theirs}. You agree with them on {same} of {len(places)}."
    )


def _pace(labelled: int, seconds: int, raters: dict[str, int]) -> str:
    """How long labels take at the reader's pace, from the first label on."""
    if labelled < 2 or not seconds:
        return ""
    each = seconds / (labelled - 1)
    return (
        f"{each:.1f} seconds a label, counted from your first. At your pace a million labels take "
        f"{_time(each * MILLION)}, and the {raters['ratings']:,} ratings behind this figure "
        f"{_time(each * raters['ratings'])}."
    )


def _time(seconds: float) -> str:
    days = f"{max(1, round(seconds / DAY)):,}"
    return f"{days} working day{'s' if days != '1' else ''} of eight hours"


def _bars(lm: Model, right: tuple[int, int, int], labelled: bool, flips: int) -> Bars:
    mine, turned, theirs = right
    rows = [("your labels", mine)] if labelled else []
    rows += [(f"{flips} flipped", turned)] if flips else []
    rows += [("the majority", theirs), ("guessing", _held(lm) // 2)]
    if not labelled and flips:
        rows[:2] = rows[1::-1]
    bars = [Bar(name, found / _held(lm), shown=f"{found} of {_held(lm)}") for name, found in rows]
    return Bars("Right of the held-out sentences", bars, 1.0)


def _curve(
    lm: Model,
    right: tuple[int, int, int],
    labelled: bool,
    used: int,
    flips: int,
    measured: dict[str, Any],
) -> Curve:
    mine, turned, theirs = (found / _held(lm) for found in right)
    points = {"your labels" if labelled else "the majority’s labels of these": (used, mine)}
    if flips:
        points[f"{flips} flipped"] = (used, turned)
    if labelled:
        points["the majority’s labels of these"] = (used, theirs)
    curve = [
        Measured(one["labels"], one["mean"], one["low"], one["high"]) for one in measured["curve"]
    ]
    return Curve(curve, points)


def _verdict(guess: str, measured: dict[str, Any]) -> Verdict:
    means = {one["flips"]: one["mean"] for one in measured["flips"]}
    truth = min((HARDLY, SOME, ALL), key=lambda option: abs(int(option[:2]) / 100 - means[ASKED]))
    return Verdict(
        guess,
        truth,
        f"From {percent(means[0])} to {percent(means[ASKED])}, over 400 draws of twelve sentences. "
        "Each label is a twelfth of all that the classifier is told, and a wrong one pulls the "
        "other way. With these twelve it may turn out otherwise: flip others and see.",
    )


def _sentences(sentences: Sequence[Sentence], given: str) -> Table:
    return Table(
        "Table: the sentences and their raters",
        ["Sentence", "Your label", "Negative", "Neutral", "Positive", "Mean rating"],
        [
            [
                one.text,
                NAMES[label],
                one.negative,
                len(one.ratings) - one.negative - one.positive,
                one.positive,
                f"{sum(one.ratings) / len(one.ratings):z.1f}".replace("-", "−"),
            ]
            if label != "."
            else [one.text, "", "", "", "", ""]
            for one, label in zip(sentences, given, strict=True)
        ],
        numbers=[2, 3, 4, 5],
    )


def _flips(measured: dict[str, Any]) -> Table:
    return Table(
        "Table: what wrong labels cost, over 400 draws of twelve sentences",
        ["Flipped of 12", "Right on average", "8 of 10 draws, from", "to"],
        [
            [one["flips"], *(percent(one[name]) for name in ("mean", "low", "high"))]
            for one in measured["flips"]
        ],
        numbers=[0, 1, 2, 3],
    )


def _labels(measured: dict[str, Any]) -> Table:
    return Table(
        "Table: what labels bring",
        ["Labels", "Draws", "Right on average", "8 of 10 draws, from", "to"],
        [
            [one["labels"], one["draws"], *(percent(one[name]) for name in ("mean", "low", "high"))]
            for one in measured["curve"]
        ],
        numbers=[0, 1, 2, 3, 4],
    )
