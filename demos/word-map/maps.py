"""t-SNE on its way: a map that begins as noise and is drawn a few iterations at a time."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from random import Random
from typing import Any, ClassVar

from livedemo import Model, Tensor

ITERATIONS = 1000
EARLY = 250  # iterations with exaggerated attraction, so that groups find together
NOISE = 1e-4  # standard deviation of the places before the first iteration
GRACE = 0.5  # seconds


def phase(iteration: int) -> tuple[float, float]:
    """Exaggeration and momentum at an iteration, counted from 0."""
    return (12.0, 0.5) if iteration < EARLY else (1.0, 0.8)


def rate(words: int) -> float:
    """The learning rate for so many words (Belkina et al. 2019)."""
    return max(words / 12 / 4, 50.0)


def noise(words: int, dimensions: int, seed: int) -> Tensor:
    """Places before the first iteration, [words, dimensions]: the same everywhere."""
    draw = Random(seed).gauss
    values = array("f", [draw(0, NOISE) for _ in range(words * dimensions)])
    return Tensor("float32", (words, dimensions), values)


class Descent:
    """A map that is being drawn.

    Attributes:
        places: where each word is, [N, 2] or [N, 3].
        iterations: how many have been done, of `ITERATIONS`.
        kl: the KL divergence that t-SNE makes small, before the last iteration.
    """

    #: Those that readers have begun and may come back to.
    _begun: ClassVar[OrderedDict[Hashable, Descent]] = OrderedDict()
    MOST: ClassVar[int] = 8

    def __init__(self, model: Model, dimensions: int, seed: int) -> None:
        self.model, self.dimensions, self.seed = model, dimensions, seed
        self.places = Tensor.full("float32", (0, dimensions), 0)
        self.iterations, self.kl = 0, 0.0
        self._task: dict[str, Any] = {}
        self._moving: dict[str, Tensor] = {}
        self._affinities: dict[str, Tensor] = {}
        self._left = 0.0

    @classmethod
    def known(cls, model: Model, dimensions: int, seed: int, *task: Hashable) -> Descent:
        """The map of these words and settings, as far as it has come."""
        key = (id(model), dimensions, seed, *task)
        descent = cls._begun.pop(key, None) or cls(model, dimensions, seed)
        cls._begun[key] = descent
        while len(cls._begun) > cls.MOST:
            cls._begun.popitem(last=False)
        return descent

    @property
    def begun(self) -> bool:
        """Whether there is something to see."""
        return bool(len(self.places))

    @property
    def finished(self) -> bool:
        """Whether all iterations are done."""
        return self.iterations >= ITERATIONS

    @property
    def interrupted(self) -> bool:
        """Whether it was running until just now: a word was picked, and nobody pressed Pause."""
        return self.begun and not self.finished and time.monotonic() < self._left + GRACE

    def begin(self, vectors: Tensor, perplexity: float) -> None:
        """Go back to noise, which can be seen before anything is computed."""
        self._task = {"vectors": vectors, "perplexity": float(perplexity)}
        self._affinities = {}
        self.places = noise(vectors.shape[0], self.dimensions, self.seed)
        self.iterations, self.kl = 0, 0.0

    async def go_on(self) -> AsyncIterator[int]:
        """Descend to the end, a run of the graph at a time; may be left in between, and resumed."""
        descend, step = self.model.graph("descend"), self.model.facts["iterations"]
        shape = self.places.shape
        try:
            if not self._affinities:
                self._affinities = dict(
                    await self.model.graph("affinities")(**self._task, keep=["chances", "constant"])
                )
            while not self.finished:
                if self.iterations in (0, EARLY):
                    self._moving = {
                        "velocity": Tensor.full("float32", shape, 0),
                        "gains": Tensor.full("float32", shape, 1),
                    }
                exaggeration, momentum = phase(self.iterations)
                run = await descend(
                    places=self.places,
                    **self._moving,
                    **self._affinities,
                    exaggeration=exaggeration,
                    momentum=momentum,
                    rate=rate(shape[0]),
                    outputs=["next_places", "kl"],
                    keep=["next_velocity", "next_gains"],
                )
                self.places, self.kl = run.next_places, run.kl.item()
                self._moving = {"velocity": run.next_velocity, "gains": run.next_gains}
                self.iterations += step
                yield self.iterations
                await asyncio.sleep(0)  # so that whoever wants to stop it gets a turn
            self._task, self._affinities, self._moving = {}, {}, {}  # a megabyte for 500 words
        finally:
            self._left = time.monotonic()
