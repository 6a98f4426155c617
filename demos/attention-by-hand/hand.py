"""The five steps on numbers that the reader sets, as the module of one head computes them."""

from __future__ import annotations

from livedemo import Beside, Model, Note, Run, Say, Table, Verdict, Views, percent

from .plane import Mark, Plane
from .steps import Cell, Label, Step, Steps
from .words import fixed, power, products, score, vector

TOKENS, ASKING = ("the", "fox", "saw", "hens"), 2  # “saw” asks, the third of them
BEGIN = "1 -1 0 1 0 1 2 0 3 1 1 1 -1 2 3 -1 2 3"
TWICE = "2 -2 0 1 0 1 2 0 3 1 1 1 -1 2 3 -1 2 3"
ROUND = "-1 1 0 1 0 1 2 0 3 1 1 1 -1 2 3 -1 2 3"
ALIKE = "1 -1 1 0 0 1 1 0 3 1 1 0 -1 2 1 0 2 3"
PRESETS = {
    "As they were": BEGIN,
    "Twice the query": TWICE,
    "The query turned round": ROUND,
    "All keys alike": ALIKE,
}
STAYS, DOUBLES, GROWS = "stays as it is", "doubles", "grows, and less than doubles"
EVEN = 1e-4  # shares that differ by less are even

Rows = list[list[float]]


def read(numbers: str) -> tuple[list[float], Rows, Rows]:
    """The query [2], the keys [4, 2] and the values [4, 2] in a row of text."""
    each = [float(number) for number in numbers.split()]
    rows = [each[at : at + 4] for at in range(2, len(each), 4)]
    return each[:2], [row[:2] for row in rows], [row[2:] for row in rows]


def seen(mask: bool) -> list[bool]:
    """Which tokens the one that asks may see."""
    return [not mask or place <= ASKING for place in range(len(TOKENS))]


async def by_hand(one: Model, numbers: str, mask: bool, guess: str) -> Views:
    """The steps, one line for each token."""
    query, keys, values = read(numbers)
    run = await one(query=query, keys=keys, values=values, seen=seen(mask))
    return [
        await verdict(one, guess, run) if guess else None,
        Say(sentence(run)),
        Steps([Label(token, i) for i, token in enumerate(TOKENS)], steps(numbers, mask, run)),
        Note(
            f"“{TOKENS[-1]}” comes after “{TOKENS[ASKING]}”: it is what is to be guessed. So it is "
            "covered, however well its key fits."
            if mask
            else "Nothing is covered: so an encoder reads, which need not guess what comes next."
        ),
        planes(numbers, mask, run),
        table(mask, run),
    ]


def sentence(run: Run) -> str:
    """Whom the token that asks looks at, and what it takes away."""
    weights = run.weights.tolist()
    best = [i for i, weight in enumerate(weights) if weight > max(weights) - EVEN]
    names = [f"“{TOKENS[i]}”" for i in best]
    share = percent(weights[best[0]])
    looked = (
        f"gives {names[0]} {share} of its attention"
        if len(best) == 1
        else f"gives {', '.join(names[:-1])} and {names[-1]} {share} each"
    )
    return f"“{TOKENS[ASKING]}” {looked}, and takes away {vector(run.mixed.tolist())}."


def steps(numbers: str, mask: bool, run: Run) -> list[Step]:
    """All five, with the arithmetic written out."""
    query, keys, values = read(numbers)
    shown = seen(mask)
    scaled, powers, weights = (t.tolist() for t in (run.scaled, run.powers, run.weights))
    covered = Cell([("covered", "")], covered=True)
    return [
        Step(
            "Compare",
            "query × key, added up",
            [
                Cell(products(query, key, total))
                for key, total in zip(keys, run.dots.tolist(), strict=True)
            ],
        ),
        Step("Scale", "÷ √2 = 1.41", [score(each) for each in scaled]),
        Step(
            "Mask",
            "no looking ahead" if mask else "lifted",
            [score(s) if see else covered for s, see in zip(scaled, shown, strict=True)],
        ),
        Step(
            "Softmax",
            "e to that power, as a share",
            [
                Cell(
                    [(f"{power(p)} → {percent(w)}" if see else "0\u00a0%", "")],
                    bar=w,
                    of="attention",
                    covered=not see,
                )
                for p, w, see in zip(powers, weights, shown, strict=True)
            ],
            Cell([(f"{power(sum(powers))} → 100\u00a0%", "")]),
        ),
        Step(
            "Weighted sum",
            "share × value, added up",
            [
                Cell(
                    [
                        (f"{fixed(w, 2)} × ", ""),
                        (vector(value, 0), "value"),
                        (f" = {vector(part)}", ""),
                    ],
                    covered=not see,
                )
                for w, value, part, see in zip(
                    weights, values, run.parts.tolist(), shown, strict=True
                )
            ],
            Cell([(vector(run.mixed.tolist()), "value")]),
        ),
    ]


def planes(numbers: str, mask: bool, run: Run) -> Beside:
    """The same numbers as directions and places."""
    query, keys, values = read(numbers)
    each = list(zip(TOKENS, keys, values, run.weights.tolist(), seen(mask), strict=True))
    asks = Mark("query", (query[0], query[1]), of="query")
    mixed: list[float] = run.mixed.tolist()
    return Beside(
        [
            Plane(
                [asks, *(Mark(token, (k[0], k[1]), faint=not see) for token, k, _, _, see in each)],
                "The query and the keys: what points the same way fits",
                of="key",
            ),
            Plane(
                [
                    *(
                        Mark(token, (v[0], v[1]), weight, faint=not see)
                        for token, _, v, weight, see in each
                    ),
                    Mark("sum", (mixed[0], mixed[1]), ring=True),
                ],
                "The values, as large as their shares: the sum lies between them",
                of="value",
            ),
        ]
    )


def table(mask: bool, run: Run) -> Table:
    """All numbers, for who wants to keep them."""
    columns = [run.dots, run.scaled, run.powers, run.weights, run.parts]
    return Table(
        "Table: all numbers",
        ["Token", "Dot product", "Scaled", "Seen", "e to it", "Share", "Share × value"],
        [
            [
                token,
                fixed(dot, 0),
                fixed(scaled, 2),
                "yes" if see else "no",
                power(raised),
                fixed(share, 4),
                vector(part),
            ]
            for token, see, dot, scaled, raised, share, part in zip(
                TOKENS, seen(mask), *(column.tolist() for column in columns), strict=True
            )
        ],
        numbers=[1, 2, 4, 5, 6],
    )


async def verdict(one: Model, guess: str, run: Run) -> Verdict:
    """What doubling the query did to the share of “fox”."""
    query, keys, values = read(BEGIN)
    before = await one(query=query, keys=keys, values=values, seen=seen(True), outputs=["weights"])
    return Verdict(
        guess,
        GROWS,
        f"It was {percent(before.weights[1])} and is {percent(run.weights[1])}. Every score has "
        "doubled, and so has the distance from one to the next, which is all that the softmax "
        "looks at. But shares add up to 100 %: what “fox” gains, the others lose.",
    )
