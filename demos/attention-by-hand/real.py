"""The same steps in a head of story-lm, for one token of the reader's text."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from livedemo import (
    Model,
    Note,
    Piece,
    Run,
    Say,
    Strip,
    Table,
    Views,
    count,
    fit,
    percent,
    pieces,
)

from .askers import Askers
from .steps import Cell, Label, Step, Steps
from .words import fixed, score

LONGEST = 64  # tokens
SHOWN = 10  # lines: those of the heaviest tokens


async def in_a_head(lm: Model, text: str, layer: int, head: int, word: int, key: int) -> Views:
    """The steps for token ``word`` (the last for 0), with the products of its query and a key."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST)
    if not found:
        return Say("No text, nothing to look at. Type something above.")
    parts = pieces(found, text)
    asking = min(word or len(parts), len(parts)) - 1
    run = await lm.graph("head")(ids=found.ids, token=[asking], layer=[layer - 1], head=[head - 1])
    weights: list[float] = run.weights.tolist()
    top = weights.index(max(weights))
    opened = key - 1 if 0 < key <= asking + 1 else top
    return [
        Say(
            f"Layer {layer}, head {head}: “{parts[asking].label}” gives “{parts[top].label}” "
            f"{percent(weights[top])} of its attention."
        ),
        Askers(parts, asking),
        *compared(run, parts, asking, opened),
        steps(run, parts, asking, opened),
        Strip(
            run.mixed.tolist(),
            f"The weighted sum, which “{parts[asking].label}” takes away",
            columns=run.mixed.shape[0],
            of="value",
        ),
        Note(cut),
        table(run, parts, asking),
    ]


def compared(run: Run, parts: Sequence[Piece], asking: int, opened: int) -> list[Strip]:
    """The query, a key, and what they give when they are multiplied number by number."""
    query, key = run.query.tolist(), run["keys"][opened].tolist()
    products = [q * k for q, k in zip(query, key, strict=True)]
    width = len(query)
    asked = parts[opened].label
    return [
        Strip(
            query, f"Query of “{parts[asking].label}”, {width} numbers", columns=width, of="query"
        ),
        Strip(key, f"Key of “{asked}” (choose another below)", columns=width, of="key"),
        Strip(
            products,
            f"The two multiplied, number by number: they add up to {fixed(sum(products), 1)}",
            columns=width,
            of="measure",
        ),
    ]


def steps(run: Run, parts: Sequence[Piece], asking: int, opened: int) -> Steps:
    """A line for each of the tokens that weigh most, and the open one, in the order of the text.

    The first one that the mask covers comes last.
    """
    weights, scores = run.weights.tolist(), run.scores.tolist()
    width = run.query.shape[0]
    order = sorted(range(asking + 1), key=lambda i: (i != opened, -weights[i]))
    seen = sorted(order[:SHOWN])
    lines = [*seen, asking + 1][: len(seen) + (asking + 1 < len(parts))]

    def label(i: int) -> Label:
        chosen: dict[str, object] | None = {"key": i + 1} if i <= asking else None
        return Label(parts[i].label, parts[i].colour, chosen, i == opened)

    def compared(i: int) -> Cell:
        dot = [(fixed(scores[i] * sqrt(width), 1), "")]
        return Cell(dot, strip=run["keys"][i].tolist(), of="key")

    def shared(i: int) -> Cell:
        share = percent(weights[i]) if i <= asking else "0\u00a0%"
        return Cell([(share, "")], bar=weights[i], of="attention", covered=i > asking)

    covered = Cell([("covered", "")], covered=True)
    return Steps(
        [label(i) for i in lines],
        [
            Step("Compare", "query × key, added up", [compared(i) for i in lines]),
            Step("Scale", f"÷ √{width} = {sqrt(width):.0f}", [score(scores[i]) for i in lines]),
            Step(
                "Mask",
                "no looking ahead",
                [score(scores[i]) if i <= asking else covered for i in lines],
            ),
            Step("Softmax", "shares of what is seen", [shared(i) for i in lines]),
            Step(
                "Weighted sum",
                "of these values, by share",
                [
                    Cell(strip=run["values"][i].tolist(), of="value", covered=i > asking)
                    for i in lines
                ],
            ),
        ],
        rest(weights, scores[: asking + 1], seen, asking),
    )


def rest(
    weights: Sequence[float], scores: Sequence[float], lines: Sequence[int], asking: int
) -> str:
    """What has no line: tokens of little weight, and those that the mask covers."""
    others, covered = asking + 1 - len(lines), len(weights) - asking - 1
    left = max(0.0, 1 - sum(weights[i] for i in lines))
    said = []
    if others:
        said.append(f"{count(others, 'other token')} share {percent(left)}.")
    if covered:
        said.append(f"{count(covered, 'later token')} {'is' if covered == 1 else 'are'} covered.")
    if max(scores) < 0:
        said.append("That all scores are below zero changes nothing: only their distances count.")
    return " ".join(said)


def table(run: Run, parts: Sequence[Piece], asking: int) -> Table:
    """Scores and shares of all tokens."""
    width = run.query.shape[0]
    return Table(
        "Table: scores and shares of all tokens",
        ["", "Token", "Dot product", "Scaled", "Share"],
        [
            [
                i + 1,
                part.label,
                fixed(scaled * sqrt(width), 1),
                fixed(scaled, 2),
                percent(weight) if i <= asking else "covered",
            ]
            for i, (part, scaled, weight) in enumerate(
                zip(parts, run.scores.tolist(), run.weights.tolist(), strict=True)
            )
        ],
        numbers=[0, 2, 3, 4],
    )
