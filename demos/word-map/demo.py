"""What can you trust on a map of words?"""

import time
from array import array
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Annotated, Any

from livedemo import (
    Button,
    Choice,
    Guess,
    Model,
    Note,
    Say,
    Scatter,
    Slider,
    Table,
    Tensor,
    Text,
    Verdict,
    Views,
    demo,
    percent,
    visible,
)

from .groups import GROUPS, REST, WORDS
from .maps import ITERATIONS, Descent

PERPLEXITY, SEED = 30, 3  # of the finished maps that come with the page
NEAREST = 10
PAUSE = 0.08  # seconds between two pictures
TSNE, PCA = "tsne", "pca"
FEW, HALF, MOST = "1 or 2", "about 5", "8 or more"


@demo(
    claim="A flat map of words shows false neighbours: on average, a word keeps fewer than 6 of "
    "its 10 nearest words.",
    models={"glove": "glove", "maps": "word-map"},
    why="""
Each word is a point in 50 dimensions, and no flat picture has room for all the distances between
512 of them. *t-SNE* gives up the long distances to keep near words near; how many words count as
near is its *perplexity*. Step by step it lowers the *KL divergence*, which tells how badly the
neighbours on the map fit the true ones: 0 would be perfect. It makes islands out of noise, too, so
an island alone proves nothing, and its size means little. *PCA* turns the cloud so that its longest
directions lie in the picture, and presses everything else flat. How much of the cloud's spread a
picture holds is told in *variance*, the mean squared distance from the middle.
""",
    limits="""
GloVe vectors of 512 words that we chose: seven groups, and 210 frequent words of no group. “True”
means nearest by cosine among these words, in 50 dimensions; whether that is nearness of meaning is
another question. t-SNE follows van der Maaten and Hinton (2008), every pair computed. It is
chaotic: another device rounds otherwise, and may end with another map from the same seed.
""",
    listed=("method", "dimensions"),
)
async def word_map(
    glove: Model,
    maps: Model,
    state: dict[str, Any],
    text: Annotated[
        str,
        Text(
            label="Find a word",
            rows=1,
            presets=("apple", "fox", "water", "turkey", "mouse"),
        ),
    ] = "apple",
    method: Annotated[str, Choice({TSNE: "t-SNE", PCA: "PCA"}, label="Map")] = TSNE,
    dimensions: Annotated[str, Choice({"2": "2D", "3": "3D"}, label="Dimensions")] = "2",
    perplexity: Annotated[int, Slider(2, 100)] = PERPLEXITY,
    seed: Annotated[int, Slider(1, 30, label="Seed")] = SEED,
    run: Annotated[int, Button(label="Run t-SNE", stop="Pause")] = 0,
    guess: Annotated[
        str,
        Guess(
            question="On average, t-SNE keeps between 5 and 6 of a word's 10 nearest words. PCA "
            "shows the two directions in which the words differ most. How many does it keep?",
            options=(FEW, HALF, MOST),
            sets={"method": PCA, "dimensions": "2"},
        ),
    ] = "",
) -> AsyncIterator[Views]:
    """Show a map of the words; where it isn't finished, draw it live."""
    word = text.strip().lower()
    known = word in glove.words
    words = [*WORDS, word] if known and word not in WORDS else WORDS
    groups = _groups(words)
    # Names are put on the map from the groups in turn.
    important = [row for turn in zip_longest(*groups.values()) for row in turn if row is not None]
    pressed, state["run"] = run != state.get("run", 0), run
    rows = [row for row in map(glove.words.row, words) if row is not None]
    vectors = (await glove.graph("vectors")(ids=rows, keep=["vectors"])).vectors
    truth = await Space.of(maps, vectors)
    cosines: list[float] = []
    if known:
        asked = await glove(
            ids=[glove.words.row(word)], weights=[1.0], leave_out=[False], outputs=["similarity"]
        )
        similarity = asked.similarity.tolist()
        cosines = [similarity[row] for row in rows]

    async def views(places: Tensor, how: str) -> Views:
        space = await Space.of(maps, places)
        picked = words.index(word) if known else None
        near = truth.near[picked] if picked is not None else []
        kept = truth.kept(space)
        return [
            _verdict(guess, kept) if guess and method == PCA and dimensions == "2" else None,
            Say(f"{how} {_sentence(kept, words, picked)}"),
            Note("" if known or not word else _unknown(word, glove)),
            Note(_order(truth, space)),
            Scatter(
                words,
                places.tolist(),
                groups,
                caption=f"A map of {len(words)} words in {dimensions} dimensions. The table below "
                "lists the neighbours of the word that is picked.",
                control="text",
                important=important,
                picked=picked,
                lines={i: i in space.near[picked] for i in near} if picked is not None else {},
            ),
            *(
                []
                if picked is None
                else [_neighbours(words, near, space.near[picked], cosines, word)]
            ),
        ]

    if method == PCA:
        found = await maps.graph("principal")(vectors=vectors)
        share = sum(found.shares.tolist()[: int(dimensions)])
        how = f"PCA in {dimensions}D, which holds {percent(share)} of all variance."
        yield await views(_first(found.places, int(dimensions)), how)
        return
    descent = Descent.known(maps, int(dimensions), seed, perplexity, tuple(words))
    ready = (perplexity, seed, words) == (PERPLEXITY, SEED, WORDS)
    if not descent.begun and ready and not pressed:
        ended = await maps.graph("finished")(words=list(range(len(words))))
        kl = maps.facts["kl"][int(dimensions) - 2]
        yield await views(ended.plane if dimensions == "2" else ended.space, _how(ITERATIONS, kl))
        return
    running = pressed or not descent.begun or descent.interrupted
    if not descent.begun or (pressed and descent.finished):
        descent.begin(vectors, perplexity)
    yield await views(descent.places, _how(descent.iterations, descent.kl))
    if not running or descent.finished:
        return
    shown = time.monotonic()
    async for _ in descent.go_on():
        if time.monotonic() < shown + PAUSE and not descent.finished:
            continue
        yield await views(descent.places, _how(descent.iterations, descent.kl))
        shown = time.monotonic()


@dataclass(frozen=True)
class Space:
    """Points, in 50 dimensions or on a map, as their neighbours see them.

    Attributes:
        near: the rows of each point's nearest others, nearest first, [N][10].
        apart: mean distances between the words of the groups, [G][G].
    """

    near: list[list[int]]
    apart: list[list[float]]

    @classmethod
    async def of(cls, maps: Model, points: Tensor) -> "Space":
        """Measure points, [N, C]."""
        near = await maps.graph("neighbours")(points=points, outputs=["rows"])
        apart = await maps.graph("apart")(points=points, member=_member(points.shape[0]))
        return cls(near.rows.tolist(), apart.distances.tolist())

    def kept(self, on: "Space") -> list[int]:
        """How many of each point's nearest others are also nearest ``on`` a map, [N]."""
        pairs = zip(self.near, on.near, strict=True)
        return [len({*true} & {*shown}) for true, shown in pairs]

    @property
    def gaps(self) -> list[float]:
        """The distances between two different groups, flat."""
        return [far for i, row in enumerate(self.apart) for far in row[:i]]


@cache
def _member(count: int) -> Tensor:
    """1 for each word of a group, [7, count]."""
    flat = array("f", bytes(4 * count * (len(GROUPS) - 1)))
    for group, rows in enumerate(_groups(WORDS).values()):
        for row in rows if group < len(GROUPS) - 1 else ():
            flat[group * count + row] = 1
    return Tensor("float32", (len(GROUPS) - 1, count), flat)


def _groups(words: Sequence[str]) -> dict[str, list[int]]:
    """For each group the rows of its words; a reader's own word is in none."""
    rows = {word: row for row, word in enumerate(words)}
    groups = {name: [rows.pop(word) for word in group] for name, group in GROUPS.items()}
    groups[REST] += rows.values()
    return groups


def _first(places: Tensor, columns: int) -> Tensor:
    """The first columns of [N, 3]."""
    flat = array("f", [x for row in places.tolist() for x in row[:columns]])
    return Tensor("float32", (places.shape[0], columns), flat)


def _how(iterations: int, kl: float) -> str:
    if not iterations:
        return "Before the first iteration all words lie anywhere in one small heap."
    done = f"t-SNE after {iterations:,} iterations"
    if iterations < ITERATIONS:
        return f"{done} of {ITERATIONS:,} (KL divergence {kl:.2f})."
    return f"{done} (KL divergence {kl:.2f})."


def _sentence(kept: list[int], words: Sequence[str], picked: int | None) -> str:
    share = f"{mean(kept):.1f} are among its {NEAREST} nearest here"
    said = f"Of a word's {NEAREST} nearest words, {share}"
    if picked is None:
        return f"{said}, on average."
    return f"{said}, on average; of those of “{words[picked]}”, {kept[picked]}."


def _order(truth: Space, here: Space) -> str:
    """How far the distances between the groups are in their true order."""
    return (
        "Ranked by size, the distances between the seven groups agree with the true ones to "
        f"{_agreement(truth.gaps, here.gaps):.2f} (1 is the same order, 0 is chance)."
    )


def _verdict(guess: str, kept: list[int]) -> Verdict:
    share = mean(kept)
    return Verdict(
        guess,
        FEW if share < 2.5 else HALF if share < 7 else MOST,
        f"It keeps {share:.1f}. Two directions hold less than a quarter of the variance; along the "
        "other 48, words that lie on top of each other here can be far apart.",
    )


def _unknown(word: str, glove: Model) -> str:
    shown = visible(word if len(word) <= 40 else word[:40] + "…")
    near = glove.words.near(word[:40])
    instead = f" Spelt much like it: {', '.join(near)}." if near else ""
    return f"“{shown}” is not among the {len(glove.words):,} words that GloVe has here.{instead}"


def _neighbours(
    words: Sequence[str], near: list[int], shown: list[int], cosines: list[float], word: str
) -> Table:
    """True neighbours and those on the map, side by side."""
    order = sorted(range(len(words)), key=lambda row: -cosines[row])
    rank = {row: place for place, row in enumerate(order)}  # 0 is the word itself
    return Table(
        f"The neighbours of “{word}”",
        ["In truth", "Cosine", "On the map", "True rank"],
        [
            [
                *(words[true] + ("*" if true in shown else ""), f"{cosines[true]:.2f}"),
                *(words[here] + ("*" if here in near else ""), rank[here]),
            ]
            for true, here in zip(near, shown, strict=True)
        ],
        numbers=[1, 3],
        folded=False,
    )


def mean(values: Iterable[float]) -> float:
    """Their mean."""
    several = list(values)
    return sum(several) / len(several)


def _agreement(one: list[float], other: list[float]) -> float:
    """Spearman's rank correlation: 1 where both lists have the same order, 0 for no relation."""
    ranks = [[sorted(values).index(value) for value in values] for values in (one, other)]
    apart: int = sum((a - b) * (a - b) for a, b in zip(*ranks, strict=True))
    n = len(one)
    return 1 - 6 * apart / (n * n * n - n)
