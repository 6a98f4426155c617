"""How is a model told where a token stands?"""

from math import degrees
from typing import Annotated, Any

from livedemo import (
    Bar,
    Bars,
    Beside,
    Choice,
    Guess,
    Model,
    Run,
    Say,
    Slider,
    Strip,
    Table,
    Tensor,
    Verdict,
    View,
    Views,
    count,
    demo,
)

from .clocks import Clock, Clocks, Pair
from .places import Places

SINUSOIDS, LEARNED, ROTARY = "sinusoids", "learned", "rotary"
WAYS = {SINUSOIDS: "Sinusoids", LEARNED: "A learned table", ROTARY: "RoPE"}
NEAR = 8  # distances with a bar
FARTHEST = 16  # the last place of the first, and how far the second may be behind it
BASE, PAIRS = 10_000, 8
EARLIER, PLACE, APART = 3, 9, 4  # from where to where the guess moves, and how far apart
SHRINKS, STAYS, GROWS = "it gets smaller", "it stays the same", "it gets larger"

#: Made up: this query fits best where the key stands three places before it.
KEY: list[Pair] = [(2, 0), (0, 2), (2, 0), (0, -2), (2, 0), (0, 2), (1, 2), (2, 0)]
QUERY: list[Pair] = [(-2, 0), (2, 1), (2, -1), (0, -2), (2, 1), (1, 2), (1, 1), (0, 2)]


@demo(
    claim="There are three ways to tell a model where a token stands. In two of them only the "
    "distance of two places counts.",
    models={"model": "positions"},
    why="""
*Sinusoids*: two numbers are the hand of a clock. From each place to the next it turns by the same
angle, on fast clocks by much, on slow ones by little. The product of two hands of length 1 is the
cosine of the angle between them, and that stays when both turn. *Learned*: each place has a row of
numbers of its own, made by training like all else. Both are added to the vectors of the tokens.
*RoPE* adds nothing: in each head it turns query and key, and turned by the same angle they fit as
well as before.
""",
    limits="""
The first Transformer has 512 numbers for a place, and 256 clocks; here are eight, as fast as those
of a model of 16. What is shown of sinusoids is true of them alone: once they are added to tokens
and have passed the tables of queries and keys, scores depend on other things too. With RoPE it
holds for every query and key; these two are made up. The rows of a learned table are of different
lengths, so that their cosine is shown. For a place behind its last row it has nothing to add.
""",
    listed=("way", "place"),
)
async def positions(
    model: Model,
    way: Annotated[str, Choice(WAYS, label="Positions")] = SINUSOIDS,
    place: Annotated[
        int,
        Slider(1, FARTHEST, label="Place of the first", more="Both go on", less="Both go back"),
    ] = PLACE,
    apart: Annotated[
        int, Slider(0, FARTHEST - 1, label="How far behind it the second stands")
    ] = APART,
    guess: Annotated[
        str,
        Guess(
            question=f"Places {EARLIER} and {EARLIER + APART}, as sinusoids: multiplied and "
            f"added up they give a number. Both move on by {PLACE - EARLIER}. What becomes of it?",
            options=(SHRINKS, STAYS, GROWS),
            sets={"way": SINUSOIDS, "place": PLACE, "apart": APART},
        ),
    ] = "",
) -> Views:
    """Compare two places, and all others, in one of three ways."""
    run = await ask(model, way, place, apart)
    first, second = place - 1, place - 1 + apart
    return [
        await _verdict(model, guess, run) if guess else None,
        Say(_sentence(way, run.all, first, second)),
        Beside(
            [
                Places(
                    run.all,
                    first,
                    second,
                    "All pairs of places: the more ink, the larger. On the dashed line are those "
                    "as far apart as the two.",
                    *(
                        ("key’s place", "query’s place")
                        if way == ROTARY
                        else ("first place", "second place")
                    ),
                ),
                *_close(way, run, place, apart),
            ]
        ),
        _table(way, run.all),
    ]


async def ask(model: Model, way: str, place: int, apart: int) -> Run:
    """Run one of the three."""
    at: dict[str, Any] = {"first": [place - 1], "second": [place - 1 + apart]}
    graph = model.graph(way)
    return await (graph(**at, key=KEY, query=QUERY) if way == ROTARY else graph(**at))


def fixed(number: float) -> str:
    """With two digits after the point, and a minus sign."""
    return f"{number:z.2f}".replace("-", "−")


def at_distance(numbers: Tensor, apart: int) -> list[float]:
    """The numbers of all pairs whose second place is so far behind the first."""
    return [numbers[i, i + apart] for i in range(len(numbers) - apart)]


def _sentence(way: str, numbers: Tensor, first: int, second: int) -> str:
    value = fixed(numbers[first, second])
    apart = second - first
    where = f"places {first + 1} and {second + 1}"
    if way == ROTARY:
        return (
            f"The key at place {first + 1}, the query at {second + 1}: their score is {value}. It "
            f"is the same wherever the query stands {count(apart, 'place')} behind the key."
        )
    if way == SINUSOIDS:
        return (
            f"The product of {where} is {value}. It is the same for all that are "
            f"{count(apart, 'place')} apart."
        )
    others = at_distance(numbers, apart)
    return (
        f"The cosine of {where} is {value}. For all that are {count(apart, 'place')} apart it lies "
        f"between {fixed(min(others))} and {fixed(max(others))}."
    )


def _close(way: str, run: Run, place: int, apart: int) -> list[View]:
    """The two places in close-up."""
    if way == LEARNED:
        return [
            Beside(
                [
                    *(_row(*each) for each in ((run.one, place), (run.other, place + apart))),
                    _means(run.all),
                ]
            )
        ]
    one, other = run.one.tolist(), run.other.tolist()
    total = fixed(run.all[place - 1, place - 1 + apart])
    names = ("key", "query") if way == ROTARY else ("first place", "second place")
    return [
        Clocks(
            [
                Clock((a, b), (c, d), turn, fixed(product))
                for (a, b), (c, d), turn, product in zip(
                    one, other, turns(), run.parts.tolist(), strict=True
                )
            ],
            "Eight pairs of numbers, and how far each turns from place to place. Bold: the "
            f"products, which add up to {total}.",
            names,
            ("key", "query") if way == ROTARY else ("measure", "measure"),
        )
    ]


def _row(row: Tensor, place: int) -> Strip:
    return Strip(row.tolist(), f"The row of place {place}: {len(row)} numbers", columns=54)


def _means(numbers: Tensor) -> Bars:
    """How alike places are on average, by how far they are apart."""
    means = [mean(at_distance(numbers, apart)) for apart in range(1, NEAR + 1)]
    return Bars(
        "The mean cosine of all places that are so far apart",
        [Bar(str(apart), value, shown=fixed(value)) for apart, value in enumerate(means, 1)],
        full=1.0,
    )


def mean(row: list[float]) -> float:
    """The mean of some numbers."""
    return sum(row) / len(row)


def turns() -> list[str]:
    """By how many degrees each pair turns from place to place."""
    each = [degrees(BASE ** (-pair / PAIRS)) for pair in range(PAIRS)]
    return [f"{angle:.{0 if angle > 10 else 1 if angle > 1 else 2}f}°" for angle in each]


def _table(way: str, numbers: Tensor) -> Table:
    """What pairs of places give, by how far they are apart."""
    rows = [at_distance(numbers, apart) for apart in range(FARTHEST)]
    return Table(
        "Table: by distance",
        ["Apart", "Least", "Mean", "Most"],
        [
            [apart, fixed(min(row)), fixed(mean(row)), fixed(max(row))]
            for apart, row in enumerate(rows)
        ],
        numbers=[0, 1, 2, 3],
    )


async def _verdict(model: Model, guess: str, run: Run) -> Verdict:
    earlier = await ask(model, SINUSOIDS, EARLIER, APART)
    before, after = (numbers.parts.tolist() for numbers in (earlier, run))
    change = sum(after) - sum(before)
    return Verdict(
        guess,
        STAYS if abs(change) < 1e-3 else GROWS if change > 0 else SHRINKS,
        f"It was {fixed(sum(before))} and is {fixed(sum(after))}. All hands have turned, but the "
        "two of one clock by the same angle, so that the angle between them is what it was.",
    )
