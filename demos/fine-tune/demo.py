"""What does a model learn, and forget, when it trains on?"""

from collections.abc import AsyncIterator
from heapq import nlargest
from math import log
from random import Random
from typing import Annotated, Any

from livedemo import (
    Button,
    Choice,
    Guess,
    Lesson,
    LineChart,
    Model,
    Note,
    Plan,
    Say,
    Table,
    Text,
    Trainer,
    Verdict,
    View,
    Views,
    count,
    demo,
    falling,
    fit,
    parted,
    percent,
)

STEPS = 50  # that a press trains
PLAN = Plan(STEPS, falling(0.002, warm=10, length=STEPS, fall=25), measured=(5, 10, 20, 30))
BATCH = 4  # snippets a step
TESTS = 16  # snippets of each kind that it is tested on, at most
SAMPLES = (0, 10, 30)  # steps at which it writes something, too; then after every STEPS
WRITES = 24  # tokens
LIKELIEST = 12  # tokens that each is drawn from
SHORTEST = 300  # characters of own lines

ALL, LAST = "all", "last"
GRAPHS = {ALL: "step", LAST: "step_last"}
LESS, SAME, MORE = "less than before", "as much as before", "more than before"

RECIPES = """Peel two onions and chop them fine.
Melt the butter in a heavy pan and let the onions turn soft, not brown.
Add the flour, stir for a minute, and pour in the hot stock a little at a time.
Simmer the soup for half an hour and season it with salt, pepper and a leaf of bay.
Beat three eggs with the sugar until the mixture is pale.
Fold in the flour and the melted butter, and pour the batter into a greased tin.
Bake the cake for forty minutes, until a knife comes out clean.
Wash the rice three times and drain it well.
Bring the water to the boil, add the rice and a pinch of salt, cover the pan and lower the heat.
After twelve minutes take the pan off the heat and let the rice rest for ten.
Cut the fish into thick pieces and dry them with a cloth.
Heat the oil in a wide pan and fry the fish for three minutes on each side.
Squeeze half a lemon over it and serve it with the rice.
Slice the apples, toss them in sugar and cinnamon, and spread them on the dough.
Fold the edges over the apples, brush them with milk, and bake until they are golden.
Chop the parsley, crush the garlic, and stir both into the soft butter.
"""


@demo(
    claim="Fifty steps on scripture take a fifth of its surprise at scripture away, and make "
    "strange again the novels that it had learned before.",
    models={"lm": "fine-tune"},
    why="""
The model begins with what it has learned from Jane Austen's six novels. Training goes on as before,
with the same loss and the same loop; only the text is another. The parameters that fit the novels
are the ones that are moved, and nothing in the loss asks for the novels any more: what is not
practised is overwritten. That is called **catastrophic forgetting**
([McCloskey and Cohen 1989](https://doi.org/10.1016/S0079-7421(08)60536-8)).

Where only the last layer learns, it has less to change the model with: it learns less, and
forgets less.
""",
    limits="""
A model of one million parameters that takes in 13 thousand tokens. A large one is less upset by as
many steps, and is trained on with smaller ones, with some of the old text mixed in, or with a few
parameters that are added to it while the others stand still
([Hu et al. 2021](https://arxiv.org/abs/2106.09685)). Surprise is measured on some pages of each
kind that the model has never read, in bits a token.
""",
)
async def fine_tune(
    lm: Model,
    state: dict[str, Any],
    text: Annotated[
        str,
        Text(
            label="After the novels, train it on",
            rows=3,
            max_characters=20_000,
            presets={"Scripture": "", "Recipes": RECIPES},
            help="Lines of your own; where it is empty, chapters of the Bible.",
        ),
    ] = "",
    part: Annotated[
        str,
        Choice({ALL: "all of its layers", LAST: "the last layer only"}, label="What learns"),
    ] = ALL,
    prompt: Annotated[
        str, Text(label="What it is to go on from", rows=1)
    ] = "She opened the door and",
    train: Annotated[int, Button(label="Train on", stop="Pause")] = 0,
    anew: Annotated[int, Button(label="Start over from the novels")] = 0,
    guess: Annotated[
        str,
        Guess(
            question="It has read novels, and will now take 50 steps on scripture. How surprised "
            "will it be then at pages of a novel?",
            options=(LESS, SAME, MORE),
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Train novel-lm on another style for `STEPS` steps, and as many again at each press."""
    own = bool(text.strip())
    name = "your lines" if own else "scripture"
    if own and len(text) < SHORTEST:
        short = count(len(text), "character")
        yield Say(f"That is {short}. Give it {SHORTEST} or more, in several lines, or none.")
        return
    ids, tests = lines(lm, text) if own else scripture(lm)
    if not tests:
        yield Say("These lines are too few to learn from some and hold out others.")
        return
    novels = snippets(stored(lm, "novels_held_out"), lm.facts["snippet"])
    begin, cut = fit(
        [lm.facts["end"], *lm.tokenizer.encode(prompt).ids],
        lm.facts["context"] - WRITES,
        keep="last",
    )
    task = (text if own else "", part)
    lesson = await Lesson.resume(
        lm, state, PLAN, train=train, seed=anew, task=task, graph=GRAPHS[part]
    )

    async def measure() -> tuple[int, float, float]:
        new, old = [await surprise(lesson.trainer, each) for each in (tests, novels)]
        return lesson.steps, new, old

    async def views() -> Views:
        bits, rows = lesson.bits, lesson.measured
        written = await samples(lesson, state, begin) if rows else []
        shown: list[View] = []
        if guess and lesson.steps >= STEPS and not own:
            shown.append(verdict(guess, rows[0], rows[-1]))
        return [
            *shown,
            Say(sentence(name, rows, lesson.steps)),
            Note(
                lesson.dropped("It starts from the novels again, so that the two can be compared.")
            ),
            LineChart(
                bits,
                lesson.length,
                10.0,
                "steps",
                "loss: bits of surprise at a token",
                line=f"at {name}, as it reads",
                others={
                    f"at {name}, held out": [(row[0], row[1]) for row in rows],
                    "at a novel, held out": [(row[0], row[2]) for row in rows],
                },
            ),
            Table(
                f"How it goes on from “{prompt.strip()}”",
                (
                    "after steps",
                    f"how it goes on: {WRITES} tokens, drawn from the {LIKELIEST} likeliest",
                ),
                written,
                numbers=[0],
                folded=False,
            ),
            Note(by_heart(rows) if rows else ""),
            Note(cut),
        ]

    async for _ in lesson.moments(lambda step: {"ids": batch(ids, step, lm)}, measure):
        yield await views()


def stored(lm: Model, name: str) -> list[int]:
    """Tokens that come with the model, two bytes each, the low one first."""
    data = lm.asset(name)
    return [low + 256 * high for low, high in zip(data[::2], data[1::2], strict=True)]


def snippets(ids: list[int], length: int) -> list[list[int]]:
    """[n, length]: each begins with the last token of the one before."""
    starts = range(0, len(ids) - length + 1, length - 1)
    return [ids[start : start + length] for start in starts][:TESTS]


def scripture(lm: Model) -> tuple[list[int], list[list[int]]]:
    """Scripture to train on, and snippets of pages that are held out."""
    return stored(lm, "scripture"), snippets(stored(lm, "scripture_held_out"), lm.facts["snippet"])


def lines(lm: Model, text: str) -> tuple[list[int], list[list[int]]]:
    """Lines to train on, and snippets of those that are held out; none where they are too few."""
    pieces = [lm.tokenizer.encode(line).ids for line in text.splitlines(keepends=True)]
    length = lm.facts["snippet"]
    learned, held = ([id for ids in part for id in ids] for part in parted(pieces, length))
    length = min(length, len(learned), len(held))
    return learned, snippets(held, length) if length > 1 else []


def batch(ids: list[int], step: int, lm: Model) -> list[list[int]]:
    """Snippets of what it trains on, [BATCH, 65], or shorter ones of a short text."""
    dice, length = Random(step), min(lm.facts["snippet"], len(ids))
    starts = [dice.randrange(len(ids) - length + 1) for _ in range(BATCH)]
    return [ids[start : start + length] for start in starts]


async def surprise(trainer: Trainer, tests: list[list[int]]) -> float:
    """Bits a token, on average over ``tests``, a few at a time."""
    total = 0.0
    for at in range(0, len(tests), BATCH):
        some = tests[at : at + BATCH]
        run = await trainer.run("surprise", ids=some)
        total += len(some) * run.loss.item()
    return total / len(tests) / log(2)


async def write(trainer: Trainer, begin: list[int]) -> str:
    """What it goes on with; the same dice each time, so that only the model differs."""
    dice, ids = Random(4), list(begin)
    for _ in range(WRITES):
        run = await trainer.run("next", ids=ids)
        chances = run.probabilities.tolist()
        size = trainer.model.tokenizer.vocabulary_size
        best = nlargest(LIKELIEST, range(1, size), key=chances.__getitem__)
        ids += dice.choices(best, [chances[id] for id in best])
    return trainer.model.tokenizer.decode(ids[len(begin) :])


async def samples(lesson: Lesson, state: dict[str, Any], begin: list[int]) -> list[Any]:
    """(steps, what it wrote then), before the first step and on the way; kept in ``state``.

    Another beginning is tried on the model as it was and as it is: those between are gone.
    """
    model, known = lesson.trainer.model, state.get("samples")
    if known is None or known["begin"] != begin or known["rows"][-1][0] > lesson.steps:
        first = Trainer(model)
        await first.reset()
        known = state["samples"] = {"begin": begin, "rows": [(0, await write(first, begin))]}
        due = True
    else:
        due = lesson.steps in SAMPLES or lesson.steps % STEPS == 0
    rows: list[Any] = known["rows"]
    if due and rows[-1][0] != lesson.steps:
        rows.append((lesson.steps, await write(lesson.trainer, begin)))
    return rows


def by_heart(rows: list[Any]) -> str:
    """That what is held out has become stranger again, where it has."""
    least = min(rows, key=lambda row: row[1])
    if rows[-1][1] < 1.05 * least[1]:
        return ""
    return (
        f"What it never read of this surprised it least after {count(least[0], 'step')}. Since "
        "then it has learned by heart what it reads: there is too little of that for more."
    )


def sentence(name: str, rows: list[Any], steps: int) -> str:
    """How far it has come."""
    if not rows:
        return "It is as the novels have left it."
    (_, new, old), (at, newer, older) = rows[0], rows[-1]
    if not at:
        return (
            f"Before the first step: {new:.1f} bits of surprise a token at {name}, {old:.1f} at a "
            "novel."
        )
    return (
        f"After {count(steps, 'step')}: {newer:.1f} bits of surprise a token at {name}, "
        f"{change(new, newer)}; {older:.1f} at a novel, {change(old, older)}."
    )


def change(before: float, after: float) -> str:
    """By how much a surprise has changed."""
    share = after / before - 1
    return f"{percent(abs(share))} {'less' if share < 0 else 'more'} than at first"


def verdict(guess: str, first: Any, last: Any) -> Verdict:
    """What became of the novels."""
    share = last[2] / first[2] - 1
    truth = LESS if share < -0.03 else MORE if share > 0.03 else SAME
    return Verdict(
        guess,
        truth,
        f"{last[2]:.1f} bits a token are {change(first[2], last[2])}. Each step moves parameters "
        "that the novels had set, and no step asks what that does to them.",
    )
