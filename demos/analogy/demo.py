"""What is king minus man plus woman?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from livedemo import (
    Bar,
    Bars,
    Guess,
    Model,
    Note,
    Say,
    Table,
    Text,
    Toggle,
    Verdict,
    View,
    Views,
    demo,
    visible,
)

from .plane import Plane, fall
from .sums import Sum, read, write

ROYAL = "king - man + woman"
SHOWN = 10  # bars
LISTED = 30  # rows of the table
DRAWN = 4  # words of the answer in the picture
MOST = 16  # words of a sum

PRESETS = {
    "A queen": ROYAL,
    "A country": "california - state + country",
    "A capital": "paris - france + italy",
    "A sister?": "brother - man + woman",
    "A doctor": "doctor - man + woman",
    "One word": "river",
}


@demo(
    claim="The best-known sum of words, king − man + woman, gives “queen” under one rule only.",
    models={"glove": "glove"},
    why="""
Each word is a point in 50 dimensions, placed so that words which stand near the same words lie
close together. A sum of words is a point too, and the bars rank all 10,000 words by their *cosine*
with it: 1 is the same direction, 0 has nothing in common. Taking `man` away from `king` and adding
`woman` moves the point only a little, so it is still nearest to `king`. Studies that report *queen*
leave the three words out first
([Rogers et al. 2017](https://aclanthology.org/S17-1017/),
[Nissim et al. 2020](https://doi.org/10.1162/coli_a_00379)).
""",
    limits="""
These are the first 10,000 words of GloVe 6B with 50 dimensions, counted from Wikipedia and news of
up to 2014. GloVe is no language model: a word has one vector, whatever the sentence. Language
models do such sums too, in places and with vectors that depend on the sentence
([Merullo et al. 2024](https://arxiv.org/abs/2305.16130)). The vectors hold the habits of their
texts, prejudice included. That `nurse` is the answer for a woman who is a doctor says how the news
wrote, and nothing about doctors, nurses or women; and the rule makes it worse, by ruling out the
nearest answer, `doctor` itself.
""",
)
async def analogy(
    glove: Model,
    text: Annotated[
        str,
        Text(
            label="A sum of words, or one word",
            rows=1,
            presets=PRESETS,
        ),
    ] = ROYAL,
    leave_out: Annotated[bool, Toggle(label="Leave out the words of the question")] = True,
    guess: Annotated[
        str,
        Guess(
            question="And without the rule? The word nearest to king − man + woman is …",
            options=("queen", "king", "woman", "princess"),
            sets={"text": ROYAL, "leave_out": False},
        ),
    ] = "",
) -> Views:
    """Rank all words by how near they are to a sum of words."""
    terms = read(text, glove.words)
    cut = f"Only the first {MOST} words are added up." if len(terms) > MOST else ""
    terms = terms[:MOST]
    if not terms:
        return Say("No words, nothing to add up. Type a sum such as paris - france + italy.")
    for _, word in terms:
        if word not in glove.words:
            return _unknown(word, terms, glove.words.near(word), len(glove.words))
    alone = len(terms) == 1  # a word is always nearest to itself: leave it out
    run = await glove(
        ids=[glove.words.row(word) for _, word in terms],
        weights=[float(sign) for sign, _ in terms],
        leave_out=[leave_out or alone],
        outputs=["nearest", "cosine"],
    )
    asked = {word for _, word in terms}
    ranked = [
        (glove.words[row], cosine)
        for row, cosine in zip(run.nearest.tolist(), run.cosine.tolist(), strict=True)
    ]
    if not any(cosine for _, cosine in ranked):
        return [Say(f"{write(terms)} leaves nothing, and nothing is near to nothing."), Note(cut)]
    return [
        _verdict(guess, ranked) if guess else None,
        Say(_sentence(terms, asked, ranked)),
        Bars(
            "Cosine with the sum. Choose a word to see its own neighbours."
            + (" A star marks a word of the question." if asked & dict(ranked).keys() else ""),
            [_bar(word, cosine, asked) for word, cosine in ranked[:SHOWN]],
            full=1.0,
            of="measure",
        ),
        *await _plane(glove, terms, [word for word, _ in ranked if word not in asked][:DRAWN]),
        Note(cut),
        Table(
            f"Table: the {LISTED} nearest of {len(glove.words):,} words",
            ["Rank", "Word", "Cosine"],
            [[i, word, f"{cosine:.3f}"] for i, (word, cosine) in enumerate(ranked[:LISTED], 1)],
            numbers=[0, 2],
        ),
    ]


async def _plane(glove: Model, terms: Sum, near: list[str]) -> list[View]:
    """The parallelogram of a - b + c, as a picture and a table; none for a sum of another form."""
    plus, minus = ([word for sign, word in terms if sign == way] for way in (1, -1))
    if (len(plus), len(minus)) != (2, 1) or len({*plus, *minus}) < 3:
        return []
    (a, c), (b,), total = plus, minus, write(terms)
    words = [b, a, c, *near]
    found = await glove.graph("vectors")(ids=[glove.words.row(word) for word in words])
    points: dict[str, Sequence[float]] = dict(zip(words, found.vectors.tolist(), strict=True))
    points[total] = [p - q + r for p, q, r in zip(points[a], points[b], points[c], strict=True)]
    falls = fall(points, a, b, c)
    return [
        Plane(
            (b, a, total, c),
            falls,
            f"The step from {b} to {a}, taken from {c}: the flat picture is exact for these three "
            "words and their sum. All others lie off it, before or behind.",
        ),
        Table(
            "Table: where the words fall on that plane",
            ["Word", f"Along {b} → {c}", f"Towards {a}", "Off the plane"],
            [[word, *(f"{number:z.2f}" for number in place)] for word, place in falls.items()],
            numbers=[1, 2, 3],
        ),
    ]


Ranked = list[tuple[str, float]]  # words with their cosines, nearest first


def _bar(word: str, cosine: float, asked: set[str]) -> Bar:
    star = "*" if word in asked else ""
    return Bar(word + star, max(0.0, cosine), set={"text": word}, shown=f"{cosine:.3f}")


def _sentence(terms: Sum, asked: set[str], ranked: Ranked) -> str:
    word, cosine = ranked[0]
    nearest = f"Nearest to {write(terms)}: “{word}” (cosine {cosine:.3f})"
    if word not in asked:
        return f"{nearest}."
    other, less = next(pair for pair in ranked if pair[0] not in asked)
    return f"{nearest}, a word of the question. The nearest other word is “{other}” ({less:.3f})."


def _verdict(guess: str, ranked: Ranked) -> Verdict:
    (truth, best), (second, less) = ranked[:2]
    return Verdict(
        guess,
        truth,
        f"“{truth}” has {best:.3f}, “{second}” {less:.3f}. Taking man away and adding woman moves "
        "the point a little, not far enough to leave the word it began with.",
    )


@dataclass(frozen=True)
class Instead(View):
    """Words to put in the place of an unknown one, as buttons."""

    words: Sequence[tuple[str, Mapping[str, object]]]

    source: ClassVar[str] = """
<p>{% for word, set in view.words %}<button type="button" class="ld-pick" data-set="{{ set | set }}"><bdi translate="no">{{ word }}</bdi></button>
{% endfor %}</p>"""  # noqa: E501


def _unknown(word: str, terms: Sum, near: list[str], count: int) -> Views:
    shown = visible(word if len(word) <= 40 else word[:40] + "…")
    said = f"“{shown}” is not among these {count:,} words, which are frequent ones of English."
    if not near:
        return Say(f"{said} Try another word.")
    changed = [
        (other, {"text": write([(sign, other if w == word else w) for sign, w in terms])})
        for other in near
    ]
    return [Say(f"{said} Spelt much like it:"), Instead(changed)]
