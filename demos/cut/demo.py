"""Which part of a model copies?"""

from collections.abc import AsyncIterator, Collection, Sequence
from pathlib import Path
from typing import Annotated, Any

from livedemo import (
    Beside,
    Button,
    Guess,
    Model,
    Note,
    Piece,
    Say,
    Table,
    Text,
    Verdict,
    View,
    Views,
    count,
    demo,
    fit,
    percent,
    pieces,
)

from .copying import Said, Search, mean, rows, said_twice, scale, surprise
from .echo import Echo
from .off import Head, Off, names
from .switches import Switches

NONSENSE = "Zanthor met Glimfrod"
COPIES = "5.4"  # the head that copies most: a test holds it
LONGEST = 20  # tokens of the phrase
LITTLE = 0.02  # of chance gained: with less there is no copying to break
STAYS, BROKEN = (
    0.75,
    0.25,
)  # of the gain: with so much left the copy stays, with no more it is broken

PASSAGE = Path(__file__).with_name("passage.txt").read_text(encoding="utf-8").strip()

STAY, WORSE, BREAK = "it stays: 35 are left", "it gets somewhat worse", "it breaks"

PRESETS = {
    "Nonsense": NONSENSE,
    "Real words": "the moon ate my hat",
    "No order": "window seven monkey blue",
    "A name": "Brindle Fopwick of Blorptown",
}


@demo(
    claim="The model can repeat what it has never read before, and one head of 36 does it: "
    f"without layer {COPIES[0]}, head {COPIES[2]} the copy breaks.",
    models={"lm": "story-lm"},
    why="""
Such a head is called an *induction head*. At each token it looks back for an earlier place where
the same token stood, and there at the token *after* it; then it makes that one likelier. In its
small map this is the slanted stripe in the box: rows are the second saying, columns the first. The
head needs help from below. A key holds what a token offers, so some earlier head must first have
told each token which one came before it.

To switch a head off is an *intervention*: nobody has to judge by its looks what the head may be
for. What breaks without it, it did.
""",
    limits="""
In training one window in ten repeated a part of itself, to teach copying: this head is partly of
our making. Large models have dozens of such heads without being helped to them
([Olsson et al. 2022](https://arxiv.org/abs/2209.11895)), and where one is off others may step in.
A head that does nothing on this phrase may matter for another. The search takes the best head each
time, and then the next best: a smaller set might exist. “Off” means that the head writes zeros,
which no training has prepared the rest of the model for; some of the harm may come from that.
""",
    listed=True,
)
async def cut(
    lm: Model,
    state: dict[str, Any],
    phrase: Annotated[str, Text(label="A phrase to say twice", rows=1, presets=PRESETS)] = NONSENSE,
    off: Annotated[str, Off()] = "",
    find: Annotated[int, Button(label="Find the heads that copy", stop="Stop")] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"Of 36 heads one is switched off: layer {COPIES[0]}, head {COPIES[2]}. "
            "What becomes of the copy?",
            options=(STAY, WORSE, BREAK),
            sets={"phrase": NONSENSE, "off": COPIES},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Let the model read ``phrase`` twice, with the heads in ``off`` switched off."""
    text = f" {' '.join(phrase.split())}"  # a word that begins a text is another token
    found, cut_off = fit(lm.tokenizer.encode(text) if text.strip() else [], LONGEST)
    if len(found) < 2:
        yield Say("Too short to copy: give it two words or more.")
        return
    ids = [token.id for token in found]
    parts = pieces(found, text)
    if "ordinary" not in state:
        state["ordinary"] = await price(lm)
    ordinary = state["ordinary"]
    if state.get("ids") != ids:
        read = await said_twice(lm, ids)
        state.update(ids=ids, alone={}, first=read.first, again=read.again)
    whole = Said(state["first"], state["again"])
    search = Search(whole, alone={_head(name): lost for name, lost in state["alone"].items()})

    async def views(heads: Collection[Head]) -> Views:
        now = await said_twice(lm, ids, heads) if heads else whole
        looks = await lm(ids=[*ids, *ids], head_scale=scale(lm, heads), outputs=["attention"])
        left = await price(lm, heads) if heads else ordinary
        lost = search.tried or search.alone
        return [
            _verdict(guess, whole, now) if guess else None,
            Say(_sentence(whole, now, heads, search if find else None)),
            Echo(
                parts,
                whole.again,
                now.again,
                "The second time: how likely the model finds each token."
                + (" Pale: with all heads on." if heads else ""),
            ),
            Beside(
                [
                    Switches(looks.attention, heads, _then(lm, heads), len(ids), lost),
                    _effects(whole, now, ordinary, left, bool(heads)),
                    *([_steps(search)] if search.steps else []),
                ]
            ),
            Note(cut_off),
            _table(parts, whole, now),
            *([_scores(search)] if search.alone else []),
        ]

    yield await views([_head(name) for name in off.split(",")] if off and not find else [])
    if find and whole.gain >= LITTLE:
        async for _ in search.go(lm, ids):
            state["alone"] = {names([head]): lost for head, lost in search.alone.items()}
            yield await views(search.off)


async def price(lm: Model, off: Collection[Head] = ()) -> float:
    """What text that no training saw costs, in bits a byte."""
    costs = await surprise(lm, lm.tokenizer.encode(PASSAGE).ids, off)
    return sum(costs) / len(PASSAGE.encode())


def _then(lm: Model, heads: Collection[Head]) -> dict[Head, str]:
    """What is off once each head is chosen."""
    layers = enumerate(scale(lm, ()), 1)
    every = [(i, j) for i, layer in layers for j in range(1, len(layer) + 1)]
    return {head: names({*heads} ^ {head}) for head in every}


def _head(name: str) -> Head:
    layer, head = name.split(".")
    return int(layer), int(head)


def _sentence(whole: Said, now: Said, heads: Collection[Head], search: Search | None) -> str:
    first, again, left = (percent(mean(each)) for each in (whole.first, whole.again, now.again))
    if whole.gain < LITTLE:
        return (
            f"It hardly copies this phrase: the first time the right token gets {first} on "
            f"average, the second time {again}. Try another."
        )
    if not heads:
        trying = " Trying one head after another …" if search else ""
        return (
            f"The first time it reads the phrase, the right token gets {first} on average; the "
            f"second time {again}.{trying}"
        )
    what = f"Without {_list(heads)} the right token gets {left} on average instead of {again}."
    if search is None:
        return what
    if search.broken:
        return f"{what} {count(len(heads), 'head')} switched off, and the copy is broken."
    return f"{what} That is not all of it; {count(len(heads), 'head')} switched off so far."


def _list(heads: Collection[Head]) -> str:
    """Few heads by name, many by number."""
    if len(heads) > 3:
        return f"{len(heads)} heads"
    said = [f"layer {layer}, head {head}" for layer, head in sorted(heads)]
    return " and ".join(said) if len(said) < 3 else "; ".join(said)


def _effects(whole: Said, now: Said, ordinary: float, left: float, cut: bool) -> Table:
    rows = [
        ["Second saying: the right token’s chance", *_two(whole.again, now.again)],
        ["First saying: there is nothing to copy yet", *_two(whole.first, now.first)],
        ["A page of a novel: bits a byte, fewer is better", f"{ordinary:.2f}", f"{left:.2f}"],
    ]
    return Table(
        "What breaks, and what else",
        ["What breaks, and what else", "all heads", "now"] if cut else ["", "all heads"],
        [row if cut else row[:2] for row in rows],
        numbers=[1, 2] if cut else [1],
        folded=False,
    )


def _two(whole: Sequence[float], now: Sequence[float]) -> list[str]:
    return [percent(mean(whole)), percent(mean(now))]


def _steps(search: Search) -> View:
    return Table(
        "The search: at each step the head without which least is left",
        ["", "switched off", "right token"],
        [
            [step, f"layer {head[0]}, head {head[1]}", percent(left)]
            for step, (head, left) in enumerate(search.steps, 1)
        ],
        numbers=[0, 2],
        folded=False,
    )


def _scores(search: Search) -> Table:
    return Table(
        "Table: each head alone",
        ["Without", "Points of the right token’s chance that are lost"],
        rows(search.alone),
        numbers=[1],
    )


def _table(parts: Sequence[Piece], whole: Said, now: Said) -> Table:
    chances = zip(parts[1:], whole.first, whole.again, now.again, strict=True)
    return Table(
        "Table: the chance of each token",
        ["Token", "First time", "Second time", "Second time, now"],
        [[part.label, *(percent(each) for each in row)] for part, *row in chances],
        numbers=[1, 2, 3],
    )


def _verdict(guess: str, whole: Said, now: Said) -> Verdict:
    kept = now.gain / whole.gain if whole.gain else 1.0
    truth = STAY if kept >= STAYS else WORSE if kept > BROKEN else BREAK
    return Verdict(
        guess,
        truth,
        f"The right token’s chance goes from {percent(mean(whole.again))} to "
        f"{percent(mean(now.again))}. What a model can do is not spread evenly over its parts. "
        "Nobody gave this head its job, and nothing in its weights says what it is: it took the "
        "job up in training.",
    )
