"""How does a model learn to write?"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from math import log, log2
from pathlib import Path
from random import Random
from typing import Annotated, Any
from zlib import crc32

from livedemo import (
    Beside,
    Button,
    Choice,
    Download,
    File,
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
    Say,
    Table,
    Tensor,
    Text,
    Trainer,
    Verdict,
    View,
    Views,
    count,
    demo,
    falling,
    pack,
    parted,
    recent,
    unpack,
    visible,
)

from .letters import Letters

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

NOVEL = Path(__file__).with_name("novel.txt").read_text(encoding="utf-8")  # Jane Austen, 1813

STEPS = 300  # that a press trains
PLAN = Plan(
    STEPS,
    falling(0.005, warm=20, length=STEPS, fall=200),
    measured=(10, 30, 60, 100, 150, 200),
)
SAMPLES = (0, 10, 30, 100)  # steps at which it writes something, too; then after every STEPS
BATCH, SNIPPET = 16, 33  # snippets a step, of 32 characters to guess and one to begin with
SHORTEST = 200  # characters of own text
LINE = 80  # characters of a piece, where a text has no shorter lines
TESTS = 48  # snippets that it is tested on, at most
WRITES = 64  # characters
LOOKS = 24  # characters that its attention is shown on
SUM = re.compile(r"(?<!\d)(\d+) \+ (\d+) = (\d+)(?=⏎)")
Row = tuple[int, float, str, list[list[float]]]  # steps, bits, a sample, places

ONE_LETTER, PAIRS = "single letters", "pairs of letters"
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"
OTHER = "It could not go on from one text to another: the characters are others."
OPENED = "The model that you opened has taken its place."
FEW, HALF, MOST = "few or none", "about half", "nearly all"


@demo(
    claim="A model that starts from noise needs fewer than 100 steps to guess this text better "
    "than any table of letter pairs can.",
    models={"lm": "pretrain"},
    why="""
A step shows the model 16 snippets of 32 characters. It gives a chance to every character that
could come next; its loss is its surprise at those that did come. Every parameter then moves a
little in the direction that would have made the loss smaller. The two levels are entropies of the
text: no guess that knows only how often each character occurs, or only the one character before,
can be less surprised than that on average. Where a line falls below them, it looks further back.

One eighth of the text is held out: the model never trains on it. What it has learned of the
language helps it there too; what it knows by heart does not.
""",
    limits="""
A model of 64 thousand parameters that sees 32 characters, and reads one short text again and
again: in the end it knows it by heart. It is the same loop with which GPT-2 was trained. GPT-2
small has two thousand times as many parameters, and 40 GB of text to read
([Radford et al. 2019](https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf)).
The map shows the two directions in which the characters' 48 numbers differ most; what differs in
the others is not seen.
""",
)
async def pretrain(
    lm: Model,
    state: dict[str, Any],
    text: Annotated[
        str,
        Text(
            label="Text to learn",
            rows=4,
            max_characters=20_000,
            presets={"The house that Jack built": JACK, "Sums": SUMS, "A novel": NOVEL},
        ),
    ] = JACK,
    inside: Annotated[
        str,
        Choice(
            {"letters": "its letters, on a map", "attention": "where it looks"},
            label="Look inside",
        ),
    ] = "letters",
    train: Annotated[int, Button(label="Train on", stop="Pause")] = 0,
    noise: Annotated[int, Button(label="Start over from new noise")] = 0,
    keep: Annotated[int, Button(label="Keep it")] = 0,
    file: Annotated[
        str, File(label="Open one that was kept", accept=".safetensors", most=400_000)
    ] = "",
    layer: Annotated[int, Pick()] = 1,
    head: Annotated[int, Pick()] = 1,
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
    given, known, wrong = opened(lm, file)
    file = file if given else ""
    if file and state.get("file") != crc32(file.encode()):
        state["file"], state["opened_at"] = crc32(file.encode()), noise
    if file and state["opened_at"] != noise:  # it was started over since
        given, known, file = {}, "", ""
    alphabet, read, tests = prepare(text, lm.facts["characters"], known)
    levels = {ONE_LETTER: entropy(text), PAIRS: entropy(text, before=1)}
    lesson = await Lesson.resume(
        lm, state, PLAN, train=train, seed=noise, task=(text, file), given=given
    )

    async def measure() -> Row:
        steps, trainer = lesson.steps, lesson.trainer
        written = ""
        if steps in SAMPLES or steps % STEPS == 0:
            written = await write(trainer, alphabet)
        run = await trainer.run("surprise", ids=tests)
        return steps, run.loss.item() / log(2), written, await places(trainer, alphabet)

    async def views() -> Views:
        bits, rows = lesson.bits, lesson.measured
        written = [(steps, sample) for steps, _, sample, _ in rows if sample]
        shown: list[View] = []
        if guess and lesson.steps >= STEPS:
            shown.append(_verdict(guess, written[-1][1]))
        shown += [
            Say(_sentence(bits, rows, levels[PAIRS], bool(given))),
            Note(wrong),
            Note(lesson.dropped(OPENED if given else OTHER)),
            LineChart(
                bits,
                lesson.length,
                7.0,
                "steps",
                "loss: bits of surprise at a character",
                rules=levels,
                line="of what it reads",
                others={"of what is held out": [(row[0], row[1]) for row in rows]},
            ),
        ]
        if inside == "letters":
            shown.append(await _map(lesson, alphabet))
        else:
            ids = [alphabet.find(c) for c in text[:LOOKS] if c in alphabet]
            shown.append(await _looks(lesson.trainer, alphabet, ids, (layer, head)))
        return [
            *shown,
            Table(
                "What it writes",
                ("after steps", f"{WRITES} characters, each drawn from its chances"),
                written,
                numbers=[0],
                folded=False,
            ),
            *([await _kept(lesson, alphabet)] if keep and lesson.steps >= lesson.end else []),
            Note(_left_out(text, alphabet)),
        ]

    async for _ in lesson.moments(lambda step: {"ids": batch(read, step, noise)}, measure):
        yield await views()


def opened(lm: Model, file: str) -> tuple[dict[str, Tensor], str, str]:
    """A kept model's parameters and alphabet, or nothing and what is wrong with the file."""
    if not file:
        return {}, "", ""
    try:
        tensors, facts = unpack(file)
    except ValueError as error:
        return {}, "", f"What was opened {error}."
    wanted = {n: tuple(i["shape"]) for n, i in lm.spec["graphs"]["predict"]["inputs"].items()}
    del wanted["ids"]
    alphabet = facts.get("alphabet", "")
    fits = {name: tensor.shape for name, tensor in tensors.items()} == wanted
    if not fits or not 0 < len(set(alphabet)) == len(alphabet) < lm.facts["characters"]:
        return {}, "", "What was opened is no model that this figure has kept."
    return tensors, alphabet, ""


def prepare(text: str, most: int, known: str) -> tuple[str, list[int], list[list[int]]]:
    """The alphabet, the part of the text to learn from, and snippets [n, 33] of the other part.

    A model that was kept brings the alphabet that it has ``known``. What is held out are lines;
    where these are long, pieces of `LINE` characters.
    """
    alphabet, _ = encode(text, most, known)
    lines = text.splitlines(keepends=True)
    pieces = [line[at : at + LINE] for line in lines for at in range(0, len(line), LINE)]
    learned, held = ("".join(part) for part in parted(pieces, 2 * SNIPPET))
    if len(learned) < 2 * SNIPPET:  # a text of few long pieces
        learned = text
    ids = encode(held, most, alphabet)[1]
    starts = range(0, len(ids) - SNIPPET + 1, SNIPPET - 1)
    tests = [ids[start : start + SNIPPET] for start in starts][:TESTS]
    return alphabet, encode(learned, most, alphabet)[1], tests


def encode(text: str, most: int, alphabet: str = "") -> tuple[str, list[int]]:
    """The text's characters, and the place of each of its characters among them.

    The last of ``most`` places is for all that are too rare to have their own.
    """
    alphabet = alphabet or "".join(c for c, _ in Counter(text).most_common(most - 1))
    places = {character: place for place, character in enumerate(alphabet)}
    return alphabet, [places.get(character, most - 1) for character in text]


def batch(ids: list[int], step: int, seed: int) -> list[list[int]]:
    """Snippets of the text, [BATCH, 33]."""
    dice = Random(1_000_003 * seed + step)
    starts = [dice.randrange(len(ids) - SNIPPET + 1) for _ in range(BATCH)]
    return [ids[start : start + SNIPPET] for start in starts]


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


async def places(trainer: Trainer, alphabet: str) -> list[list[float]]:
    """Where the characters' vectors are on a map, [n, 2]; a row for each of the alphabet."""
    size = trainer.model.facts["characters"]
    used = [float(place < len(alphabet)) for place in range(size)]
    run = await trainer.run("places", used=used)
    found: list[list[float]] = run.places.tolist()[: len(alphabet)]
    return found


def aligned(places: Sequence[Sequence[float]], to: Sequence[Sequence[float]]) -> list[list[float]]:
    """``places`` [n, 2] turned, and mirrored where it must be, to lie as near ``to`` as they can.

    The directions of a map are free to turn from one moment to the next; only what moves among
    the characters should be seen (orthogonal Procrustes, in two dimensions).
    """
    a, b, c, d = (
        sum(p[i] * q[j] for p, q in zip(places, to, strict=True)) for i in (0, 1) for j in (0, 1)
    )
    turns = [((a + d, b - c), 1.0), ((a - d, b + c), -1.0)]  # a turn; a turn of the mirror image
    (x, y), side = max(turns, key=lambda turn: turn[0][0] ** 2 + turn[0][1] ** 2)
    length = (x * x + y * y) ** 0.5 or 1.0
    x, y = x / length, y / length
    return [[p * x - side * q * y, p * y + side * q * x] for p, q in places]


def groups(alphabet: str) -> dict[str, list[int]]:
    """The alphabet's places by kind of character."""
    found: dict[str, list[int]] = {}
    for place, character in enumerate(alphabet):
        if character in VOWELS:
            kind = "vowels"
        elif character in CONSONANTS:
            kind = "consonants"
        elif character.isupper():
            kind = "capitals"
        elif character.isalnum():
            kind = "digits" if character.isdigit() else "other letters"
        else:
            kind = "signs"
        found.setdefault(kind, []).append(place)
    return found


async def _map(lesson: Lesson, alphabet: str) -> Letters:
    rows = [row for row in lesson.measured if row[2]]  # where a sample is, a reader may look back
    now = await places(lesson.trainer, alphabet)
    if not rows:
        return Letters([], [], [], {}, "Each character has 48 numbers, noise for now.")
    last = rows[0][3]
    for row in rows[1:]:  # each moment lies as near the one before as it can
        last, before = aligned(row[3], last), last
    if rows[-1][0] == lesson.steps and len(rows) > 1:
        since = rows[-2][0]
    else:
        since, before, last = rows[-1][0], last, aligned(now, last)
    return Letters(
        [visible(character) for character in alphabet],
        last,
        before if lesson.steps else [],
        groups(alphabet),
        f"Lines lead from where each was after {count(since, 'step')}."
        if lesson.steps
        else "Where each character's numbers are before the first step.",
    )


async def _looks(trainer: Trainer, alphabet: str, ids: list[int], picked: tuple[int, int]) -> View:
    if not ids:
        return Note("The text begins with no character that the model has a place for.")
    run = await trainer.run("look", ids=ids)
    layers, heads = run.attention.shape[:2]
    layer, head = min(max(picked[0], 1), layers), min(max(picked[1], 1), heads)
    colour = Palette()
    parts = [
        Piece(
            visible(alphabet[id]),
            id,
            alphabet[id].encode().hex(" ").upper(),
            alphabet[id],
            colour=colour(id),
        )
        for id in ids
    ]
    name = f"Attention of layer {layer}, head {head}, on the beginning of the text"
    return Beside(
        [
            Heads(run.attention, layer, head, controls=("layer", "head")),
            Heatmap(run.attention[layer - 1, head - 1], parts, parts, caption=name),
        ]
    )


async def _kept(lesson: Lesson, alphabet: str) -> Download:
    facts = {"alphabet": alphabet, "figure": "pretrain", "steps": str(lesson.steps)}
    data = pack(await lesson.trainer.parameters("predict"), facts)
    return Download("my-model.safetensors", data, "Download my model")


def _sentence(bits: list[float], rows: Sequence[Row], pairs: float, given: bool) -> str:
    if not bits and given and rows:
        return (
            f"The model that you kept: {rows[-1][1]:.1f} bits of surprise a character at lines "
            "that are held out of this text."
        )
    if not bits:
        return "Nothing read yet: all that it writes is noise."
    steps, held, *_ = rows[-1]
    better = next((s for s in range(1, len(bits) + 1) if recent(bits[:s]) < pairs), None)
    return (
        f"After {count(len(bits), 'step')}: {recent(bits):.1f} bits of surprise a character; at "
        f"lines it never read, {held:.1f} after {count(steps, 'step')}."
        + (f" It has been better than letter pairs since step {better}." if better else "")
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
