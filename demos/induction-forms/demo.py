"""How does a model learn to copy?"""

from collections.abc import AsyncIterator, Iterator
from itertools import accumulate
from math import log2
from random import Random
from typing import Annotated, Any

from livedemo import (
    Beside,
    Button,
    Chip,
    Chips,
    Guess,
    Heads,
    Heatmap,
    Lesson,
    LineChart,
    Model,
    Note,
    Palette,
    Pick,
    Piece,
    Plan,
    Run,
    Say,
    Table,
    Tensor,
    Text,
    Trainer,
    Verdict,
    Views,
    count,
    demo,
    falling,
    fit,
    percent,
    recent,
    visible,
)

STEPS = 200  # that a press trains
BATCH = 32  # rows a step
SPANS = range(5, 16)  # symbols of a span that a row says again and again
PLAN = Plan(
    STEPS,
    falling(0.01, warm=10, length=STEPS, fall=100),
    measured=(25, 50, 75, 100, 125, 150),
)
TESTS = 4  # rows that it never trains on, for measuring
MEAN = 8  # steps that a loss is averaged over: one batch is easier than another
STEEP = 40  # steps: a cliff is a fall that happens mostly within so many

ROWS = {
    "Eight letters": "kofagiputkofagiputkofagiput",
    "A name": "WHISKERSWHISKERSWHISKERS",
    "Said once": "abcdefghijklmnopqrst",
    "Emoji": "🐙🌵🎈🍋🚲🐙🌵🎈🍋🚲🐙🌵🎈🍋🚲",
}

EVENLY, CLIFF, NEVER = "a little at every step", "all at once, after a while", "not at all"


@demo(
    claim="The loss falls off a cliff, and at that moment a stripe appears in the attention map: "
    "an induction head.",
    models={"lm": "copy-tiny"},
    why="""
Every row that it trains on is a span of symbols said again and again, another span each time:
there is nothing to learn by heart. What helps is a rule: find where this symbol stood before, and
say what came after it. That takes two heads in a row. One in layer 1 looks a symbol back, so that
each place knows what stood before it. One in layer 2 looks for the places that had *this* symbol
before them. Either alone is worth next to nothing: until the cliff the model learns little more
than which symbols a row holds. The stripe stands one place to the right of where the same symbol
was said before.
""",
    limits="""
A model of eleven thousand parameters without an MLP, and rows with nothing in them but repeats.
Large models form such heads too, early in training, and their loss bends there as well
([Olsson et al. 2022](https://arxiv.org/abs/2209.11895)); in running text the bend is small.
""",
)
async def induction_forms(
    lm: Model,
    state: dict[str, Any],
    row: Annotated[
        str, Text(label="A row to try it on, by characters", rows=1, presets=ROWS)
    ] = ROWS["Eight letters"],
    train: Annotated[int, Button(label="Train on", stop="Pause")] = 0,
    noise: Annotated[int, Button(label="Start over from new noise")] = 0,
    layer: Annotated[int, Pick()] = 0,
    head: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question="At first it is right about one symbol in ten of those that it could know. "
            "How will it get better?",
            options=(EVENLY, CLIFF, NEVER),
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Train from noise for `STEPS` steps, and for as many again at each press of ``train``."""
    letters, ids, note = read(row, lm.facts["context"], lm.facts["symbols"])
    lesson = await Lesson.resume(lm, state, PLAN, train=train, seed=noise)

    async def views() -> Views:
        shown: list[Any] = []
        if guess and lesson.steps >= STEPS:
            shown.append(verdict(guess, lesson.bits))
        shown += [
            Say(sentence(lesson.bits, lesson.measured)),
            LineChart(
                lesson.bits,
                lesson.length,
                5.5,
                "steps",
                "loss: bits of surprise at a symbol that could be known",
                rules={"knows which symbols the row holds": known_symbols()},
            ),
        ]
        if ids:
            run = await lesson.trainer.run("look", ids=ids)
            shown += picture(run, letters, ids, (layer, head))
        return [
            *shown,
            Note(note),
            Table(
                "How well it copies rows that it never trained on",
                ("after steps", "copied right", "best head’s stripe"),
                lesson.measured,
                numbers=[0, 1, 2],
                folded=False,
            ),
        ]

    async for _ in lesson.moments(
        lambda step: batch(noise, step, lm.facts), lambda: measure(lesson.trainer)
    ):
        yield await views()


def read(row: str, most: int, symbols: int) -> tuple[list[str], list[int], str]:
    """The characters that fit, a number for each, and what to say of the others.

    The model knows ``symbols`` of them apart and sees ``most``: the row ends before one more.
    """
    letters, note = fit(list(row), most, "character")
    seen: dict[str, int] = {}
    ids = [seen.setdefault(letter, len(seen)) for letter in letters]
    if len(seen) > symbols:
        there = ids.index(symbols)
        letters, ids = letters[:there], ids[:there]
        note = f"It can tell {symbols} characters apart: the row ends before one more is needed."
    return list(letters), ids, note


def spans(seed: int, step: int, rows: int, symbols: int) -> Iterator[list[int]]:
    """Spans of different symbols; others for each seed and step."""
    dice = Random(1_000_003 * seed + step)
    for _ in range(rows):
        yield dice.sample(range(symbols), dice.choice(SPANS))


def batch(seed: int, step: int, facts: Any, rows: int = BATCH) -> dict[str, list[list[int]]]:
    """Rows that say their span again and again, ids [rows, C + 1], and which of the symbols that
    follow could be known, [rows, C]: not where a span begins again for the first time."""
    ids, known = [], []
    length = facts["context"] + 1
    for span in spans(seed, step, rows, facts["symbols"]):
        ids.append((span * length)[:length])
        known.append([int(at > len(span)) for at in range(1, length)])
    return {"ids": ids, "known": known}


def known_symbols() -> float:
    """Bits of surprise to who knows which symbols a row holds, and nothing of their order."""
    return sum(map(log2, SPANS)) / len(SPANS)


async def measure(trainer: Trainer) -> tuple[int, str, str]:
    """Steps; the share of symbols that are right where they could be known; the stripe."""
    tests = batch(-1, 0, trainer.model.facts, TESTS)
    right: list[bool] = []
    stripes = []
    for ids, known in zip(tests["ids"], tests["known"], strict=True):
        run = await trainer.run("look", ids=ids[:-1])
        guesses = best(run)
        right += [g == id for g, id, k in zip(guesses, ids[1:], known, strict=True) if k]
        weights: Tensor = run.attention
        stripes.append([stripe(head, ids[:-1]) for layer in weights for head in layer])
    weight = max(sum(head) / len(head) for head in zip(*stripes, strict=True))
    return trainer.steps, percent(sum(right) / len(right)), percent(weight)


def best(run: Run) -> list[int]:
    """The likeliest symbol after each."""
    rows = run.probabilities.tolist()
    return [row.index(max(row)) for row in rows]


def followers(ids: list[int], at: int) -> list[int]:
    """The places that came right after earlier ones of the symbol at ``at``."""
    return [j + 1 for j in range(at) if ids[j] == ids[at]]


def stripe(weights: Tensor, ids: list[int]) -> float:
    """How much a head [T, T] looks at what followed the same symbol earlier, on average over the
    places where there is such; 0 where there is none."""
    there = [(at, f) for at in range(len(ids)) if (f := followers(ids, at))]
    each = [sum(weights[at, place] for place in places) for at, places in there]
    return sum(each) / len(each) if each else 0.0


def picture(
    run: Run, letters: list[str], ids: list[int], picked: tuple[int, int]
) -> list[Chips | Beside]:
    """What it guesses along the row, and where its heads look."""
    weights: Tensor = run.attention  # [L, H, T, T]
    layer, head = picked
    layers, heads = weights.shape[:2]
    if not (1 <= layer <= layers and 1 <= head <= heads):  # not picked: the one with the stripe
        layer, head = max(
            ((a, b) for a in range(1, layers + 1) for b in range(1, heads + 1)),
            key=lambda at: stripe(weights[at[0] - 1, at[1] - 1], ids),
        )
    colour = Palette()
    parts = [
        Piece(visible(letter), id, letter.encode().hex(" ").upper(), letter, colour=colour(id))
        for letter, id in zip(letters, ids, strict=True)
    ]
    names = dict(zip(ids, map(visible, letters), strict=True))
    chips = [Chip(parts[0].label)]
    for part, before, guess in zip(parts[1:], range(len(ids)), best(run), strict=False):
        if part.id not in [ids[place] for place in followers(ids, before)]:
            chips.append(Chip(part.label))
        elif guess == part.id:
            chips.append(Chip(part.label, part.colour))
        else:
            chips.append(Chip(f"✗ {names.get(guess, 'another')}"))
    name = f"Attention of layer {layer}, head {head}"
    return [
        Chips(chips, "Its guesses: coloured where right, ✗ where wrong, plain where none can know"),
        Beside(
            [
                Heads(weights, layer, head, controls=("layer", "head")),
                Heatmap(weights[layer - 1, head - 1], parts, parts, caption=name),
            ]
        ),
    ]


def sentence(bits: list[float], measured: list[tuple[int, str, str]]) -> str:
    """How far it has come."""
    if not bits:
        return (
            "Nothing learned yet: every symbol is as likely as any other, its heads look anywhere."
        )
    steps, right, weight = measured[-1]
    return (
        f"After {count(len(bits), 'step')}: {recent(bits):.1f} bits of surprise a symbol. When "
        f"last measured, after {steps}, it copied {right} right, and its best head gave "
        f"{weight} of its attention to what came next before: its stripe."
    )


def steepest(bits: list[float]) -> float:
    """The share of the whole fall that happens in the `STEEP` steps with the most of it."""
    sums = [0.0, *accumulate(bits)]
    level = [(sums[at + MEAN] - sums[at]) / MEAN for at in range(len(bits) - MEAN + 1)]
    falls = [a - b for a, b in zip(level, level[STEEP:], strict=False)]
    return max(falls) / (level[0] - level[-1]) if level[0] > level[-1] else 0.0


def verdict(guess: str, bits: list[float]) -> Verdict:
    """Whether there was a cliff in these losses."""
    first = bits[:STEPS]
    share = steepest(first)
    learned = recent(first) < known_symbols() / 2
    truth = NEVER if not learned else CLIFF if share > 0.5 else EVENLY
    return Verdict(
        guess,
        truth,
        f"{percent(share)} of the whole fall came in {STEEP} steps of {len(first)}. Before them a "
        "head that finds the place and one that marks it are each of no use without the other.",
    )
