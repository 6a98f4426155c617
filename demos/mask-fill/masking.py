"""BERT's own way to hide tokens: of those selected 80 % masked, 10 % swapped, 10 % left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from livedemo import Model, Note, Say, Table, Tokens, View, count, label, percent, pieces
from livedemo.tokenizers import Encoding

from .words import encode

RATE, MASKED, SWAPPED = 0.15, 0.8, 0.1  # of all tokens; of those selected
HIDDEN, OTHER, SAME = "hidden", "swapped", "unchanged"
COLOURS = {HIDDEN: 0, OTHER: 5, SAME: 2}


def select(ids: Sequence[int], seed: int, size: int) -> dict[int, tuple[str, int]]:
    """The places that are selected, what is done at each, and for what it is swapped (or -1).

    As Devlin et al. 2019, appendix A.1; at least one place is selected. ``size`` is that of the
    vocabulary.
    """
    dice = Random(seed)
    draws = [dice.random() for _ in ids]
    chosen = [
        place for place, draw in enumerate(draws) if draw < min(max(RATE, min(draws) + 1e-9), 1)
    ]
    found = dict[int, tuple[str, int]]()
    for place in chosen:
        how = dice.random()
        if how < MASKED:
            found[place] = (HIDDEN, -1)
        elif how < MASKED + SWAPPED:
            found[place] = (OTHER, dice.randrange(1, size))
        else:
            found[place] = (SAME, -1)
    return found


async def masking(bert: Model, text: str, found: Encoding, draw: int) -> list[View | None]:
    """A text as BERT would get it in training, and what the model makes of it."""
    mask = bert.facts["special"]["[MASK]"]
    selected = select(found.ids, draw, bert.tokenizer.vocabulary_size)
    ids, shown = list(found.ids), pieces(found, text)
    parts = [replace(piece, colour=None) for piece in shown]
    for place, (how, other) in selected.items():
        colour = COLOURS[how]
        if how == HIDDEN:
            ids[place] = mask
            parts[place] = replace(parts[place], label="[MASK]", colour=colour, partial=False)
        elif how == OTHER:
            ids[place] = other
            name = label(bert.tokenizer.token(other))
            parts[place] = replace(parts[place], label=name, colour=colour, partial=False)
        else:
            parts[place] = replace(parts[place], colour=colour)
    places = list(selected)
    told = await encode(bert, ids, places, [found.ids[place] for place in places])
    by_kind = [f"{[how for how, _ in selected.values()].count(kind)} {kind}" for kind in COLOURS]
    are = "is" if len(selected) == 1 else "are"
    return [
        Say(
            f"Of {count(len(ids), 'token')} {len(selected)} {are} selected: {', '.join(by_kind)}. "
            "Only these count for the loss."
        ),
        Tokens(parts, ids=False, caption="What the model gets: the selected tokens have a colour"),
        Table(
            "The selected tokens",
            ["", "Was", "Is", "Shown", "Guess", "Chance"],
            [
                [
                    place + 1,
                    shown[place].label,
                    selected[place][0],
                    parts[place].label,
                    one.likely[0][0],
                    percent(one.chance),
                ]
                for place, one in zip(places, told, strict=True)
            ],
            numbers=[0, 5],
            folded=False,
        ),
        Note("Its first guess, and the chance that it gives to what was there."),
    ]
