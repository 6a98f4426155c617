"""How does a model learn to write?"""

import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from math import log, log2
from random import Random
from typing import Annotated, Any

from livedemo import (
    Button,
    Guess,
    LineChart,
    Model,
    Note,
    Say,
    Table,
    Text,
    Trainer,
    Verdict,
    Views,
    count,
    demo,
    falling,
    visible,
)

BUILT = (  # "The House That Jack Built", traditional, printed in London by 1755
    "the house that Jack built",
    "the malt that lay in",
    "the rat that ate",
    "the cat that killed",
    "the dog that worried",
    "the cow with the crumpled horn that tossed",
    "the maiden all forlorn that milked",
    "the man all tattered and torn that kissed",
    "the priest all shaven and shorn that married",
    "the cock that crowed in the morn that woke",
    "the farmer sowing his corn that kept",
    "the horse and the hound and the horn that belonged to",
)

JACK = "\n".join(f"This is {' '.join(BUILT[last::-1])}." for last in range(len(BUILT)))
SUMS = "\n".join(f"{a} + {b} = {a + b}" for a in range(1, 13) for b in range(1, 13))

STEPS = 300  # that a press trains
BATCH = 16  # snippets a step
SHORTEST = 100  # characters of own text
RATE, WARM = 0.005, 20  # the learning rate, reached after so many steps
FALL = 200  # steps at a press's end over which it falls to nothing
SAMPLES = (0, 10, 30, 100, 300)  # steps at which it writes something; then after every STEPS
WRITES = 64  # characters
PAUSE = 0.3  # seconds between two pictures
SUM = re.compile(r"(?<!\d)(\d+) \+ (\d+) = (\d+)(?=⏎)")
AVERAGE = 8  # steps: one batch is easier than another

ONE_LETTER, PAIRS = "single letters", "pairs of letters"
FEW, HALF, MOST = "few or none", "about half", "nearly all"


@demo(
    claim="A model that starts from noise needs fewer than 100 steps to guess this text better "
    "than any table of letter pairs can.",
    models={"lm": "pretrain-tiny"},
    why="""
A step shows the model 16 snippets of 32 characters. It gives a chance to every character that
could come next; its loss is its surprise at those that did come. Every parameter then moves a
little in the direction that would have made the loss smaller. The two levels are entropies of the
text: no guess that knows only how often each character occurs, or only the one character before,
can be less surprised than that on average. Where the line falls below them, it looks further back.
""",
    limits="""
A model of 64 thousand parameters that sees 32 characters, and reads one short text again and
again: in the end it knows it by heart, and its loss here is that of the text it learns from. It is
the same loop with which GPT-2 was trained. GPT-2 small has two thousand times as many parameters,
and 40 GB of text to read
([Radford et al. 2019](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf)).
""",
)
async def pretrain_tiny(
    lm: Model,
    state: dict[str, Any],
    text: Annotated[
        str,
        Text(
            label="Text to learn",
            rows=4,
            max_characters=20_000,
            presets={"The house that Jack built": JACK, "Sums": SUMS},
        ),
    ] = JACK,
    train: Annotated[int, Button(label="Train on", stop="Pause")] = 0,
    noise: Annotated[int, Button(label="Start over from new noise")] = 0,
    guess: Annotated[
        str,
        Guess(
            question="Let it learn sums instead, from “1 + 1 = 2” to “12 + 12 = 24”. When it has "
            "taken 300 steps, how many of the sums that it writes are right?",
            options=(FEW, HALF, MOST),
            sets={"text": SUMS},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Train from noise for `STEPS` steps, and for as many again at each press of ``train``."""
    if len(text) < SHORTEST:
        yield Say(f"That is {count(len(text), 'character')}. Give it {SHORTEST} or more.")
        return
    alphabet, ids = encode(text, lm.facts["characters"])
    levels = {ONE_LETTER: entropy(text), PAIRS: entropy(text, before=1)}
    trainer = await Trainer.resume(lm, state, seed=noise, task=text)
    if not trainer.steps:
        state["samples"] = []
    rounds = trainer.steps // STEPS  # that are done
    end = (rounds + 1) * STEPS if train or not rounds else trainer.steps

    def views() -> Views:
        bits = [loss / log(2) for loss in trainer.losses]
        better = next((s for s in range(1, len(bits) + 1) if _mean(bits[:s]) < levels[PAIRS]), None)
        return [
            *(
                [_verdict(guess, state["samples"][-1][1])]
                if guess and trainer.steps >= STEPS
                else []
            ),
            Say(_sentence(bits, better)),
            LineChart(
                bits,
                -(-end // STEPS) * STEPS,
                6.5,
                "steps",
                "loss: bits of surprise at a character",
                rules=levels,
            ),
            Table(
                "What it writes",
                ("after steps", f"{WRITES} characters, each drawn from its chances"),
                state["samples"],
                numbers=[0],
                folded=False,
            ),
            Note(_left_out(text, alphabet)),
        ]

    if not trainer.steps:
        yield views()  # before it writes, which takes many runs
        state["samples"].append((0, await write(trainer, alphabet)))
        yield views()
    shown = time.monotonic()
    batches = ({"ids": batch(ids, s, noise)} for s in range(trainer.steps, end))
    async for _ in trainer.fit(batches, falling(RATE, warm=WARM, length=STEPS, fall=FALL)):
        if trainer.steps in SAMPLES or trainer.steps % STEPS == 0:
            state["samples"].append((trainer.steps, await write(trainer, alphabet)))
        elif time.monotonic() < shown + PAUSE:
            continue
        yield views()
        shown = time.monotonic()
    yield views()


def encode(text: str, most: int) -> tuple[str, list[int]]:
    """The text's characters, and the place of each of its characters among them.

    The last of ``most`` places is for all that are too rare to have their own.
    """
    alphabet = "".join(c for c, _ in Counter(text).most_common(most - 1))
    places = {character: place for place, character in enumerate(alphabet)}
    return alphabet, [places.get(character, most - 1) for character in text]


def batch(ids: list[int], step: int, seed: int) -> list[list[int]]:
    """Snippets of the text, [BATCH, 33]: 32 characters to guess, and one to begin with."""
    dice = Random(1_000_003 * seed + step)
    length = 33
    starts = [dice.randrange(len(ids) - length + 1) for _ in range(BATCH)]
    return [ids[start : start + length] for start in starts]


def entropy(text: str, before: int = 0) -> float:
    """Bits of surprise at a character to whoever knows the text's counts, and ``before`` of them.

    H(X_t | X_{t-1}) for before = 1: of the pairs, less that of the first ones.
    """
    if before:
        return _bits(Counter(pairwise(text))) - _bits(Counter(text[:-1]))
    return _bits(Counter(text))


def _bits(counts: Counter[Any]) -> float:
    total = sum(counts.values())
    return -sum(n / total * log2(n / total) for n in counts.values())


async def write(trainer: Trainer, alphabet: str) -> str:
    """Let the model write, from a line break on, one character drawn after another."""
    dice, context = Random(trainer.steps), trainer.model.facts["context"]
    written = [max(0, alphabet.find("\n"))]
    for _ in range(WRITES):
        run = await trainer.run("predict", ids=written[-context:])
        chances = run.probabilities.tolist()[: len(alphabet)]
        written += dice.choices(range(len(alphabet)), chances)
    characters = [alphabet[place] for place in written[1:]]
    return "".join(c if c == " " else visible(c) for c in characters)


def _mean(bits: list[float]) -> float:
    """Over the last steps."""
    last = bits[-AVERAGE:]
    return sum(last) / len(last)


def _sentence(bits: list[float], better: int | None) -> str:
    if not bits:
        return "Nothing read yet: all that it writes is noise."
    if better is None:
        return f"After {count(len(bits), 'step')}: {_mean(bits):.1f} bits of surprise a character."
    return (
        f"After {count(len(bits), 'step')}: {_mean(bits):.1f} bits of surprise a character. It has "
        f"been better than letter pairs since step {better}."
    )


def _verdict(guess: str, written: str) -> Verdict:
    right = [int(a) + int(b) == int(c) for a, b, c in SUM.findall(written)]
    share = sum(right) / max(1, len(right))
    truth = FEW if share < 1 / 3 else HALF if share < 2 / 3 else MOST
    return Verdict(
        guess,
        truth,
        f"Of the {count(len(right), 'sum')} in its last sample {sum(right)} "
        f"{'is' if sum(right) == 1 else 'are'} right. What a sum looks like is learned long before "
        "what it comes to: the loss asks for likely characters, and rewards nothing else.",
    )


def _left_out(text: str, alphabet: str) -> str:
    others = set(text) - set(alphabet)
    if not others:
        return ""
    return (
        f"The model tells {len(alphabet)} characters apart; the {len(others)} rarest of your text "
        "are one and the same to it, and it never writes them."
    )
