"""How is a word chosen from the chances?"""

from collections.abc import AsyncIterator, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from livedemo import (
    Beside,
    Button,
    Choice,
    Guess,
    Model,
    Note,
    Pick,
    Say,
    Slider,
    Table,
    Tensor,
    Text,
    Verdict,
    View,
    Views,
    called,
    count,
    demo,
    fit,
    percent,
    readable,
    tail,
)
from livedemo.decoding import (
    Ranked,
    distinct,
    min_p,
    ranked,
    repeated,
    top_k,
    top_p,
)
from livedemo.tokenizers import Token

from .paths import STEPS, search
from .ranking import Ranking, Row
from .reach import Reach
from .written import Written

BROTHER = "My brother and I"
PRESETS = {
    "My brother": BROTHER,
    "Once": "Once upon a time",
    "He sat down": "He sat down and",
    "Scripture": "And he said to them,",
    "A dictionary": "a small animal that",
}
GREEDY, ALL, TOP_K, TOP_P, MIN_P, BEAM = "greedy", "all", "top-k", "top-p", "min-p", "beam"
RULES = {
    GREEDY: "Greedy: the likeliest",
    ALL: "Sampling: any token",
    TOP_K: "Top-k: the k likeliest",
    TOP_P: "Top-p: a share of the chances",
    MIN_P: "Min-p: near the likeliest",
    BEAM: "Beam search: whole paths",
}
NAMES = {GREEDY: "Greedy", ALL: "Sampling", TOP_K: "Top-k", TOP_P: "Top-p", MIN_P: "Min-p"}
LONGEST = 64  # tokens of own text that the model reads: the last
WRITES = 48  # tokens that it writes on
TEXTS = 3  # with other dice each
PIECES = 4  # tokens between two pictures
HEAD, EDGE, ALL_ROWS = 6, 3, 11  # rows: of the likeliest, of what is cut first, where all are shown
LISTED = 24  # tokens of the table
BEST, CIRCLES, OTHERS = "the best it can write", "a text in circles", "another each time"


@demo(
    claim="Take the likeliest token each time, and the text goes in circles. Draw by lot, and it "
    "matters how many of 6,144 tokens may be drawn.",
    models={"lm": "story-lm"},
    why="""
A model gives chances, and a rule makes a token of them. Greedy cuts all but one. *Top-k* keeps the
k likeliest, *top-p* as few as have the share p together, *min-p* those that have at least that
share of the likeliest one's chance. What stays is scaled up to 100 %, and one is drawn. The
temperature divides the logits before all that. *Beam search* draws nothing: it keeps several
beginnings, goes on with each, and lets go of those whose chances, multiplied, are small.
""",
    limits="""
Chances are those of a model of 4.8 M parameters, most of whose long tail is nonsense. In a better
one the tail is better, too, and the rules cut less. *Repeated* is the share of runs of three tokens
that its text had before; *different* is how many tokens of the texts are different ones, as a share
of all. Both count, and neither knows whether a text is any good: people repeat themselves as well.
The rules are those of Hugging Face's `transformers`, one at a time; in practice they are combined,
and more are in use. Where a text ends (¶) the model begins another.
""",
    listed=True,
)
async def decoding(
    lm: Model,
    state: dict[str, Any],
    text: Annotated[str, Text(label="Your text", presets=PRESETS)] = BROTHER,
    rule: Annotated[str, Choice(RULES, label="Rule")] = TOP_P,
    temperature: Annotated[float, Slider(0.1, 2.0, 0.1)] = 1.0,
    k: Annotated[int, Slider(5, 100, 5, label="k: how many stay", unit=" tokens")] = 40,
    p: Annotated[float, Slider(0.05, 1.0, 0.05, label="p: what they have together")] = 0.9,
    least: Annotated[
        float, Slider(0.02, 0.4, 0.02, label="min-p: of the likeliest one’s chance")
    ] = 0.1,
    beams: Annotated[int, Slider(2, 5, label="Beams")] = 3,
    write: Annotated[int, Button(label="Write on", stop="Stop")] = 0,
    node: Annotated[int, Pick()] = 0,
    guess: Annotated[
        str,
        Guess(
            question=f"“{BROTHER} …”: it takes the likeliest token, and again, {WRITES} times. "
            "What does it write?",
            options=(BEST, CIRCLES, OTHERS),
            sets={"text": BROTHER, "rule": GREEDY, "write": 1},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Cut the chances of the next token by ``rule``, and write on by it when asked to."""
    found, cut = fit(lm.tokenizer.encode(text), LONGEST, keep="last")
    if not found:
        yield Say("No text, no next token. Type a beginning above.")
        return
    ids, begin = found.ids, tail(text, found)
    if state.get("of") != ids:
        state.update(of=ids, written={}, trees={})
    so_far: dict[str, list[float]] = state["written"]
    if rule == BEAM:
        async for paths in search(lm, ids, beams, WRITES if write else STEPS, state["trees"]):
            best = paths.best
            if write and paths.done:
                so_far[f"Beam search, {beams} beams"] = [repeated(best), distinct([best])]
            yield [
                Say(paths.sentence(node)),
                *paths.views(node),
                _written(lm, ["The best path"], begin, [best]) if write else None,
                _compared(so_far),
                Note(cut),
            ]
        return

    def keep(shares: Sequence[float]) -> int:
        by = {GREEDY: 1, ALL: len(shares), TOP_K: k}
        if rule == TOP_P:
            return top_p(shares, p)
        return min_p(shares, least) if rule == MIN_P else top_k(shares, by[rule])

    heat = 1.0 if rule == GREEDY else temperature
    chances = ranked(await _logits(lm, ids), heat)
    stay = keep(chances.shares)
    named = _called(rule, {TOP_K: k, TOP_P: p, MIN_P: least}, heat)

    def views(texts: Sequence[Sequence[int]], done: bool) -> Views:
        if done:
            so_far[named] = [sum(map(repeated, texts)) / len(texts), distinct(texts)]
        names = ["It writes the same each time"] if rule == GREEDY else _dice(write)
        return [
            _verdict(guess, texts[0]) if guess and done and rule == GREEDY else None,
            Say(_sentence(rule, chances, stay, lm)),
            Beside([_ranking(chances, stay, lm), _reach(chances, stay)]),
            _written(lm, names[: len(texts)], begin, texts) if texts else None,
            _compared(so_far),
            Note(cut),
            _table(chances, stay, lm),
        ]

    if not write:
        yield views([], False)
        return
    texts: list[list[int]] = []
    for number in range(1 if rule == GREEDY else TEXTS):
        dice, new = Random(TEXTS * write + number), list[int]()
        texts.append(new)
        now = chances
        for place in range(WRITES):
            if place:
                now = ranked(await _logits(lm, [*ids, *new]), heat)
            new.append(now.draw(keep(now.shares), dice.random()))
            if len(new) % PIECES == 0 and len(new) < WRITES:
                yield views(texts, False)
    yield views(texts, True)


async def _logits(lm: Model, ids: Sequence[int]) -> list[float]:
    """Of every token of the vocabulary, to come next; [V]."""
    run = await lm(ids=ids, outputs=["logits"])
    last: Tensor = run.logits[-1]
    found: list[float] = last.tolist()
    return found


# What is said and shown --------------------------------------------------------------------------


def _called(rule: str, settings: Mapping[str, float], temperature: float) -> str:
    """A rule with its setting: ``Top-p 0.9, temperature 0.7``."""
    name = f"{NAMES[rule]} {settings[rule]:g}" if rule in settings else NAMES[rule]
    return name if rule == GREEDY or temperature == 1 else f"{name}, temperature {temperature:g}"


def _dice(write: int) -> list[str]:
    return [f"Dice {TEXTS * (write - 1) + number + 1}" for number in range(TEXTS)]


def _sentence(rule: str, chances: Ranked, stay: int, lm: Model) -> str:
    size = len(chances.shares)
    first = f"“{called(chances.ids[0], lm.tokenizer)}” ({percent(chances.shares[0])})"
    if stay == size:
        return f"Nothing is cut: each of {size:,} tokens may be drawn. The likeliest is {first}."
    left = percent(1 - chances.mass(stay))
    if rule == GREEDY:
        return f"It takes {first}. The {size - 1:,} tokens that are cut had {left} of the chances."
    return (
        f"{NAMES[rule]} keeps {stay:,} of {size:,} tokens. The {size - stay:,} that are cut had "
        f"{left} of the chances."
    )


def _ranking(chances: Ranked, stay: int, lm: Model) -> View:
    """The likeliest tokens, those at the edge of the cut, and how many there are besides."""
    size, mass = len(chances.shares), chances.mass(stay)

    def row(at: int) -> Row:
        share = chances.shares[at]
        now = share / mass if at < stay else 0.0
        return Row(called(chances.ids[at], lm.tokenizer), share, now, at + 1)

    def several(first: int, last: int) -> list[Row]:
        """Those from one place to before another."""
        share = sum(chances.shares[first:last])
        kept = last <= stay
        more = f"{count(last - first, 'token')} more"
        return [Row(more, share, share / mass if kept else 0.0)] if last > first else []

    if stay <= ALL_ROWS - EDGE or stay == size:
        shown = ALL_ROWS if stay < size else HEAD + EDGE + 1
        rows = [row(at) for at in range(shown)] + several(shown, size)
    else:
        edge = min(stay + EDGE, size)
        rows = [
            *(row(at) for at in range(HEAD)),
            *several(HEAD, stay - 1),
            *(row(at) for at in range(stay - 1, edge)),
            *several(edge, size),
        ]
    return Ranking("The next token: full its chance, pale what it gains by the cut.", rows)


def _reach(chances: Ranked, stay: int) -> Reach:
    return Reach(chances.shares, stay, "What the likeliest 1, 2, 3 … tokens have together.")


def _written(
    lm: Model, names: Sequence[str], begin: str, texts: Sequence[Sequence[int]]
) -> Written:
    """Texts, with the runs of three underlined that stood in them before."""
    return Written(names, begin, [_pieces(lm, text) for text in texts])


def _pieces(lm: Model, ids: Sequence[int]) -> list[tuple[str, bool]]:
    """The text of tokens, piece by piece, and whether a repeated run of three covers it."""
    seen, again = set[tuple[int, ...]](), set[int]()
    for at in range(len(ids) - 2):
        run = tuple(ids[at : at + 3])
        if run in seen:
            again |= {at, at + 1, at + 2}
        seen.add(run)
    shown = list[tuple[str, bool]]()
    held = list[Token]()  # whose bytes make no whole character yet
    for at, id in enumerate(ids):
        if id == lm.tokenizer.end:
            shown.append((" ¶ ", at in again))
            continue
        held.append(lm.tokenizer.token(id))
        if words := "".join(readable(held)):
            shown.append((words, at in again))
            held = []
    return shown


def _compared(so_far: Mapping[str, Sequence[float]]) -> View | None:
    """What each rule that was tried on this text wrote."""
    if not so_far:
        return None
    return Table(
        "What was written so far",
        [f"{WRITES} tokens written by", "repeated", "different"],
        [[name, *map(_whole, numbers)] for name, numbers in so_far.items()],
        numbers=[1, 2],
        folded=False,
    )


def _whole(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _table(chances: Ranked, stay: int, lm: Model) -> Table:
    mass, together = chances.mass(stay), 0.0
    rows = list[list[object]]()
    for at in range(LISTED):
        share = chances.shares[at]
        together += share
        now = percent(share / mass) if at < stay else "cut"
        rows.append(
            [at + 1, called(chances.ids[at], lm.tokenizer), percent(share), percent(together), now]
        )
    return Table(
        f"Table: the {LISTED} likeliest",
        ["Rank", "Token", "Chance", "Together", "Drawn with"],
        rows,
        numbers=[0, 2, 3, 4],
    )


def _verdict(guess: str, new: Sequence[int]) -> Verdict:
    share = repeated(new)
    return Verdict(
        guess,
        CIRCLES if share > 0.5 else BEST,
        f"{percent(share)} of all runs of three tokens stood there before. What was said once has "
        "become likelier to be said again, and nothing in this rule ever leaves the path. Each "
        "token is the likeliest; the text is not one that people would write. It is the same each "
        "time, for nothing is drawn.",
    )
