"""A phrase said twice: how likely the model finds it the second time, with heads switched off."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from livedemo import Model

from .off import Head

LEFT = 0.1  # of what copying gains: with no more than this left it is broken
MOST = 6  # heads that a search switches off


def scale(lm: Model, off: Collection[Head]) -> list[list[float]]:
    """What weighs the heads [L, H]: 0 for those that are off, 1 for the others."""
    layers, heads = lm.spec["graphs"]["next"]["inputs"]["head_scale"]["shape"]
    return [[float((i, j) not in off) for j in range(1, heads + 1)] for i in range(1, layers + 1)]


async def surprise(lm: Model, ids: Sequence[int], off: Collection[Head] = ()) -> list[float]:
    """What each token cost, in bits."""
    run = await lm.graph("next")(ids=ids, head_scale=scale(lm, off), outputs=["surprise"])
    costs: list[float] = run.surprise.tolist()
    return costs


def mean(values: Sequence[float]) -> float:
    """Of one value at least."""
    return sum(values) / len(values)


@dataclass(frozen=True)
class Said:
    """The chances of a phrase's tokens from its second on, the first time and the second."""

    first: Sequence[float]
    again: Sequence[float]

    @property
    def gain(self) -> float:
        """By how much the mean chance is higher the second time: what copying is worth."""
        return mean(self.again) - mean(self.first)


async def said_twice(lm: Model, ids: Sequence[int], off: Collection[Head] = ()) -> Said:
    """Let the model read a phrase of two tokens or more twice in a row."""
    chances = [2**-bits for bits in await surprise(lm, [*ids, *ids], off)]
    return Said(chances[1 : len(ids)], chances[len(ids) + 1 :])


@dataclass
class Search:
    """Heads switched off one after another, each time the one without which least copying is left.

    Attributes:
        steps: the heads found so far, each with the mean chance that is left.
        alone: how many points of it are lost without each head alone, as far as tried.
        tried: the same for the step that is being taken.
    """

    whole: Said
    steps: list[tuple[Head, float]] = field(default_factory=list)
    alone: dict[Head, float] = field(default_factory=dict)
    tried: dict[Head, float] = field(default_factory=dict)

    @property
    def off(self) -> list[Head]:
        """The heads found so far."""
        return [head for head, _ in self.steps]

    @property
    def last(self) -> float:
        """The mean chance of the right tokens that is left."""
        return self.steps[-1][1] if self.steps else mean(self.whole.again)

    @property
    def broken(self) -> bool:
        """Whether so little is left that the model no longer copies."""
        return self.last - mean(self.whole.first) <= LEFT * self.whole.gain

    async def go(self, lm: Model, ids: Sequence[int]) -> AsyncIterator[None]:
        """Search; gives way after each layer that was tried, and after each step."""
        layers = scale(lm, ())
        while not self.broken and len(self.steps) < MOST:
            self.tried = {}
            before, left = self.last, dict[Head, float]()
            for i, heads in enumerate(layers, 1):
                for j in range(1, len(heads) + 1):
                    if (i, j) not in self.off:
                        without = await said_twice(lm, ids, [*self.off, (i, j)])
                        left[i, j] = mean(without.again)
                        self.tried[i, j] = 100 * (before - left[i, j])
                if not self.steps:
                    self.alone = dict(self.tried)
                yield
            best = min(left, key=lambda head: (left[head], head))
            self.steps.append((best, left[best]))
            yield


def rows(lost: Mapping[Head, float]) -> list[list[object]]:
    """A table of points lost without each head, most first."""
    order = sorted(lost, key=lambda head: (-round(lost[head], 1), head))
    return [[f"layer {i}, head {j}", f"{lost[i, j]:z.1f}".replace("-", "−")] for i, j in order]
