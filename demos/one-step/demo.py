"""What is a step of training?"""

from typing import Annotated

from livedemo import Guess, Model, Note, Say, Slider, Table, Verdict, Views, count, demo

from .valley import Point, Valley

#: Three texts, with their words and their tokens in GPT-2's vocabulary: a test counts them.
TEXTS = (
    ("two platypuses", 2, 4),
    ("the kangaroo hopped away", 4, 6),
    ("the hippopotamus yawned again and again", 6, 9),
)
MIDDLE, NEAR = 1.5, 2.0  # of the picture, and how far it reaches at least to each side
LINES = 61  # points of the curve
BEGIN, RATE, TOO_HIGH, HOPS = 0.2, 0.01, 0.06, 5
FALLS, STAYS, GROWS = "less, and sooner", "about the same", "more"


@demo(
    claim="To train is to step downhill: a parameter moves against the slope of the loss, by the "
    "rate times the slope. Too high a rate leaps over the valley and climbs.",
    models={"model": "one-step"},
    why="""
The slope says how much the loss changes when the parameter is turned up a little. Its sign tells
which way is down. Its size shrinks towards the bottom, and the steps shrink with it. But it is the
slope *here*, and holds near by: a long step ends where the curve has another. Past a rate of 0.054
every step ends farther from the bottom than it began, on the other side, where it is steeper.
""",
    limits="""
One parameter has a curve that can be drawn, and here a bottom that could be calculated. GPT-2 small
has 124 million. Nobody sees their valley, and the slope in all these directions at once, the
*gradient*, is all there is to go by. It comes from a few texts at a time, so that it is rough. Most
models are trained with rates that change, and with optimisers such as Adam, which give each
parameter a step of its own size.
""",
    listed=("steps", "rate"),
)
async def one_step(
    model: Model,
    parameter: Annotated[float, Slider(-0.4, 3.2, 0.1, label="The parameter at first")] = BEGIN,
    rate: Annotated[float, Slider(0.005, 0.07, 0.005, label="Learning rate")] = RATE,
    steps: Annotated[
        int, Slider(0, 10, label="Steps taken", more="Take a step", less="Take one back")
    ] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"The learning rate is {TOO_HIGH}, {TOO_HIGH / RATE:.0f} times as high. What "
            f"becomes of the loss in {HOPS} steps?",
            options=(FALLS, STAYS, GROWS),
            sets={"parameter": BEGIN, "rate": TOO_HIGH, "steps": HOPS},
        ),
    ] = "",
) -> Views:
    """Take steps with a model of one parameter, and show the next by hand."""
    words, tokens = ([float(text[i]) for text in TEXTS] for i in (1, 2))
    points, each = list[Point](), parameter
    for _ in range(steps + 1):
        run = await model.graph("step")(
            each=each, velocity=[0.0], count=0.0, rate=rate, words=words, tokens=tokens
        )
        points.append((each, run.loss.item()))
        each = run.next_each.item()
    far = max(NEAR, *(1.1 * abs(at - MIDDLE) for at in (each, *(at for at, _ in points))))
    places = [MIDDLE + far * (2 * i / (LINES - 1) - 1) for i in range(LINES)]
    losses = await model.graph("losses")(each=[*places, each], words=words, tokens=tokens)
    *curve, after = losses.losses.tolist()
    slope: float = run.next_velocity[0]
    return [
        _verdict(guess, points) if guess and (rate, steps) == (TOO_HIGH, HOPS) else None,
        Say(_sentence(points, slope, rate, each)),
        Valley(list(zip(places, curve, strict=True)), points, slope, (each, after)),
        _by_hand(points[-1][0], slope),
        Note(
            "The loss is the mean of the squared misses, its slope twice that of the last column."
        ),
        _table(points),
    ]


def fixed(number: float, digits: int = 2) -> str:
    """With so many digits behind the point, and a true minus."""
    return f"{number:z,.{digits}f}".replace("-", "−")


def _sentence(points: list[Point], slope: float, rate: float, after: float) -> str:
    each, loss = points[-1]
    where = f"After {count(len(points) - 1, 'step')}" if len(points) > 1 else "At first"
    way = "is made larger" if after > each else "is made smaller"
    if fixed(after) == fixed(each):
        way = "hardly moves any more"
    told = f"({fixed(slope, 1)})" if slope < 0 else fixed(slope, 1)
    return (
        f"{where} the parameter is {fixed(each)} and the loss {fixed(loss)}. The slope is "
        f"{fixed(slope, 1)}, so it {way}: {fixed(each)} − {rate:g} × {told} = "
        f"{fixed(after)}."
    )


def _by_hand(each: float, slope: float) -> Table:
    rows = list[list[object]]()
    for text, words, tokens in TEXTS:
        miss = each * words - tokens
        rows.append(
            [
                text,
                words,
                tokens,
                fixed(each * words),
                fixed(miss),
                fixed(miss**2),
                fixed(miss * words),
            ]
        )
    return Table(
        "By hand: the loss and its slope",
        ["Text", "Words", "Tokens", "Guess", "Miss", "Miss squared", "Miss × words"],
        [
            *rows,
            ["mean", "", "", "", "", *_means(each, slope)],
        ],
        numbers=[1, 2, 3, 4, 5, 6],
        folded=False,
    )


def _means(each: float, slope: float) -> list[str]:
    misses = [(each * words - tokens) ** 2 for _, words, tokens in TEXTS]
    return [fixed(sum(misses) / len(misses)), fixed(slope / 2)]


def _table(points: list[Point]) -> Table:
    return Table(
        "Table: the way so far",
        ["Steps", "Parameter", "Loss"],
        [[step, fixed(each, 3), fixed(loss, 3)] for step, (each, loss) in enumerate(points)],
        numbers=[0, 1, 2],
    )


def _verdict(guess: str, points: list[Point]) -> Verdict:
    first, last = points[0][1], points[-1][1]
    truth = GROWS if last > 1.05 * first else FALLS if last < 0.95 * first else STAYS
    return Verdict(
        guess,
        truth,
        f"From {fixed(first, 1)} to {fixed(last, 1)}. Each step leaps over the bottom and lands "
        "higher up on the other side, where the slope is steeper, and so the next leap is longer.",
    )
