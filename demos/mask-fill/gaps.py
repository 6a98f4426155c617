"""Hidden words, named by a model that sees both sides and by one that sees the left."""

from __future__ import annotations

from collections.abc import Sequence

from livedemo import (
    Bar,
    Bars,
    Beside,
    Model,
    Note,
    Say,
    Table,
    Verdict,
    View,
    fit,
    percent,
    visible,
)
from livedemo.tokenizers import Encoding

from .blanks import Blanks
from .words import Span, Told, encode, go_on, tokens_of

BOTH, LEFT = "the one with both sides", "the one with the left side"
TWO, NEITHER = "both", "neither"
MOST = 4  # gaps that are asked for


async def fill_in(
    bert: Model,
    gpt: Model,
    text: str,
    found: Encoding,
    words: Sequence[Span],
    chosen: Sequence[int],
    guess: str,
) -> list[View | None]:
    """Hide words by their numbers, from 1, and ask both models for them."""
    shown = Blanks([visible(text[start:end]) for start, end in words], chosen, "hidden")
    if not chosen:
        return [shown, Say("Nothing is hidden: choose a word.")]
    asked, cut = fit(list(chosen), MOST, "hidden word")
    places = [tokens_of(words[number - 1], found) for number in asked]
    covered = [place for number in chosen for place in tokens_of(words[number - 1], found)]
    ids = list(found.ids)
    for place in covered:
        ids[place] = bert.facts["special"]["[MASK]"]
    firsts = [own[0] for own in places]
    truths = [found.ids[first] for first in firsts]
    both = await encode(bert, ids, firsts, truths)
    left = await go_on(gpt, found.ids, firsts)
    names = [visible(text[slice(*words[number - 1])]) for number in asked]
    full = max(told.likely[0][1] for told in (*both, *left))
    gaps = list(zip(names, both, left, strict=True))
    return [
        _verdict(guess, both[0], left[0]) if guess else None,
        shown,
        Say(_sentence(gaps)),
        *(_beside(name, one, other, full, len(gaps) > 1) for name, one, other in gaps),
        Note(_note(len(chosen), places)),
        Note(cut),
        Table(
            "Table: the hidden words",
            ["Hidden", "Both sides: chance", "rank", "Left side: chance", "rank"],
            [
                [name, percent(one.chance), one.rank, percent(other.chance), other.rank]
                for name, one, other in gaps
            ],
            numbers=[1, 2, 3, 4],
        ),
    ]


def _beside(name: str, both: Told, left: Told, full: float, named: bool) -> Beside:
    def bars(told: Told, sees: str, model: str) -> Bars:
        caption = f"“{name}”, with {sees} ({model})" if named else f"With {sees} ({model})"
        return Bars(caption, [Bar(*each) for each in told.likely], full, of="probability")

    return Beside([bars(both, "both sides", "mask-lm"), bars(left, "the left side", "story-lm")])


def _sentence(gaps: Sequence[tuple[str, Told, Told]]) -> str:
    if len(gaps) > 1:
        one, two = (sum(told[i].rank == 1 for told in gaps) for i in (1, 2))  # type: ignore[union-attr]
        return (
            f"Of {len(gaps)} hidden words the model that sees both sides names {one} first, the "
            f"one that sees the left side {two}."
        )
    ((name, both, left),) = gaps
    return (
        f"“{name}” is hidden. To the model that sees both sides it is {_place(both)}; to the one "
        f"that sees the left side {_place(left)}."
    )


def _place(told: Told) -> str:
    return f"number {told.rank:,} ({percent(told.chance)})"


def _note(count: int, places: Sequence[Sequence[int]]) -> str:
    said = []
    if any(len(own) > 1 for own in places):
        said.append("A word of several tokens is hidden whole; its first is what is asked for.")
    if count > 1:
        said.append("The causal model reads the words before a gap as they were.")
    return " ".join(said)


def _verdict(guess: str, both: Told, left: Told) -> Verdict:
    truth = {(True, True): TWO, (True, False): BOTH, (False, True): LEFT}
    return Verdict(
        guess,
        truth.get((both.rank == 1, left.rank == 1), NEITHER),
        f"Seen from both sides it has {percent(both.chance)}. After “She” alone any verb can "
        f"come: “looked” has {percent(left.chance)}. What decides, “at him”, stands behind.",
    )
