"""How does a model learn to write?"""

import time
from collections import Counter
from collections.abc import AsyncIterator
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
)

from .texts import JACK, SUMS

STEPS = 300  # that a press trains
BATCH = 16  # snippets a step
SHORTEST = 100  # characters of own text
RATE, WARM = 0.005, 20  # the learning rate, reached after so many steps
SAMPLES = (0, 10, 30, 100, 300)  # steps at which it writes something; then after every STEPS
WRITES = 64  # characters
PAUSE = 0.3  # seconds between two pictures
AVERAGE = 8  # steps: one batch is easier than another

ONE_LETTER, PAIRS = "single letters", "pairs of letters"


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
and read 40 GB of text, hardly any of it twice.
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
            question="It starts from noise and takes one step after another. After how many is it "
            "less surprised than the best table of letter pairs?",
            options=("about 10", "about 50", "about 250", "never"),
            sets={"text": JACK},
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
        state["samples"] = [(0, await write(trainer, alphabet))]
    end = (trainer.steps // STEPS + 1) * STEPS if train or not trainer.steps else STEPS

    def views() -> Views:
        bits = [loss / log(2) for loss in trainer.losses]
        better = next((s for s in range(1, len(bits) + 1) if mean(bits[:s]) < levels[PAIRS]), None)
        return [
            *([verdict(guess, better)] if guess and (better or trainer.steps >= STEPS) else []),
            Say(sentence(bits, better)),
            LineChart(
                bits, end, 6.5, "steps", "loss: bits of surprise at a character", rules=levels
            ),
            Table(
                "What it writes",
                ("after steps", f"{WRITES} characters, each drawn from its chances"),
                state["samples"],
                numbers=[0],
                folded=False,
            ),
            Note(left_out(text, alphabet)),
        ]

    shown = time.monotonic()
    batches = ({"ids": batch(ids, s, noise)} for s in range(trainer.steps, end))
    async for _ in trainer.fit(batches, rate=lambda step: RATE * min(1.0, step / WARM)):
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
        return _entropy(Counter(zip(text, text[1:], strict=False))) - _entropy(Counter(text[:-1]))
    return _entropy(Counter(text))


def _entropy(counts: Counter[Any]) -> float:
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
    return "".join(alphabet[place] for place in written[1:]).replace("\n", "⏎")


def mean(bits: list[float]) -> float:
    """Over the last steps."""
    last = bits[-AVERAGE:]
    return sum(last) / len(last)


def sentence(bits: list[float], better: int | None) -> str:
    if better is None:
        return f"After {count(len(bits), 'step')}: {mean(bits):.1f} bits of surprise a character."
    return (
        f"After {count(len(bits), 'step')}: {mean(bits):.1f} bits of surprise a character. It has "
        f"been better than letter pairs since step {better}."
    )


def verdict(guess: str, better: int | None) -> Verdict:
    if better is None:
        return Verdict(guess, "never", f"Not within {STEPS} steps, that is.")
    truth = min((10, 50, 250), key=lambda steps: abs(log(steps / better)))
    return Verdict(
        guess,
        f"about {truth}",
        f"It was step {better}. By then it had read some {better * BATCH * 32:,} characters, the "
        "text several times over, and had begun to look further back than one character.",
    )


def left_out(text: str, alphabet: str) -> str:
    others = set(text) - set(alphabet)
    if not others:
        return ""
    return (
        f"The model tells {len(alphabet)} characters apart; the {len(others)} rarest of your text "
        "are one and the same to it, and it never writes them."
    )
