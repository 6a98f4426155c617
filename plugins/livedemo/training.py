"""Training in small steps: the same lines at build time and in the reader's browser.

A model that can be trained has a graph ``start``, from noise or from what it knows to a state, and
a graph ``step``, from a state and a batch to the next state and a loss (`livedemo_export.trainable`
makes both). The state stays where it is computed; only losses come out.
"""

from __future__ import annotations

import asyncio
import os
from array import array
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from random import Random
from typing import Any, ClassVar

from livedemo.model import Model, Run
from livedemo.tensor import Tensor


def falling(high: float, *, warm: int, length: int, fall: int) -> Callable[[int], float]:
    """A learning rate for `Trainer.fit` that is nothing at the end of every ``length`` steps.

    Of these it takes ``warm`` to reach ``high``, and falls over the last ``fall``. Where it stayed
    high, the rounding of the reader's processor would decide what is learned: training is chaotic.
    """

    def rate(step: int) -> float:
        done = (step - 1) % length
        return high * min(1.0, (done + 1) / warm, (length - done) / fall)

    return rate


class Trainer:
    """A model in training.

    Attributes:
        losses: the loss of each step so far, in the unit of the model's own loss.
        dropped: the steps that `resume` could not go on from, for the task was another.

    Args:
        model: a model with graphs ``start`` and ``step``. `reset` comes before the first step.
    """

    #: Those that figures have left and may come back to, by the name that their state holds.
    _left: ClassVar[OrderedDict[str, Trainer]] = OrderedDict()
    MOST: ClassVar[int] = 4  # that are kept: each holds its parameters several times over

    def __init__(self, model: Model) -> None:
        self.model = model
        self.losses: list[float] = []
        self.dropped = 0
        self._task: tuple[int, object] | None = None
        self._state: dict[str, Tensor] = {}

    @classmethod
    async def resume(
        cls,
        model: Model,
        state: dict[str, Any],
        *,
        seed: int = 0,
        task: object = None,
        given: Mapping[str, Tensor] | None = None,
    ) -> Trainer:
        """The trainer that an earlier run of the same figure left in ``state``, or a new one.

        It goes on where it stood if it trains the same ``model``, on whichever backend, from the
        same ``seed`` on the same ``task`` (whatever a change of must not go unnoticed: the text,
        say), and else begins anew: with the parameters that are ``given``, if any are.
        """
        trainer = cls._left.pop(state.get("trainer", ""), None)
        if trainer is None or trainer.model.spec != model.spec:
            trainer = cls(model)
            state["trainer"] = os.urandom(8).hex()
        elif trainer.model is not model:
            await trainer.settle()  # what another backend holds, this one can't be handed
            trainer.model = model
        cls._left[state["trainer"]] = trainer
        while len(cls._left) > cls.MOST:
            cls._left.popitem(last=False)
        if trainer._task != (seed, task):
            # Who asks for other noise means to begin anew.
            wished = trainer._task is None or trainer._task[0] != seed
            gone = 0 if wished else trainer.steps
            await trainer.reset(seed)
            trainer._state |= given or {}
            trainer._task, trainer.dropped = (seed, task), gone
        return trainer

    @classmethod
    async def rest(cls, models: Collection[str]) -> None:
        """Keep what was trained of all models but these, by name, apart from their backends."""
        for trainer in list(cls._left.values()):
            if trainer.model.name not in models:
                await trainer.settle()

    async def settle(self) -> None:
        """Let the state outlive the sessions that made it."""
        for tensor in self._state.values():
            await self.model.settle(tensor)

    @property
    def steps(self) -> int:
        """How many steps it has taken since it was reset."""
        return len(self.losses)

    async def reset(self, seed: int = 0) -> None:
        """Go back to before the first step, with the parameters that ``seed`` gives.

        Python's own generator draws the noise they are made from: the same everywhere.
        """
        start = self.model.graph("start")
        spec = self.model.spec["graphs"]["start"]
        given: dict[str, Any] = {}
        if "noise" in spec["inputs"]:  # else it starts from what the model knows already
            shape = spec["inputs"]["noise"]["shape"]
            draw = Random(seed).random
            given["noise"] = Tensor("float32", shape, array("f", [draw() for _ in range(shape[0])]))
        self._state = dict(await start(keep=list(spec["outputs"]), **given))
        self._task = None
        self.losses, self.dropped = [], 0

    async def step(self, *, rate: float, graph: str = "step", **batch: Any) -> float:
        """Take one step on ``batch`` with the learning rate ``rate``; gives the loss before it.

        A ``graph`` that trains some parameters only gives back no others, and those stay.
        """
        spec = self.model.spec["graphs"][graph]["outputs"]
        kept = {f"next_{name}": name for name in self._state if f"next_{name}" in spec}
        run = await self.model.graph(graph)(
            outputs=["loss"], keep=list(kept), rate=rate, **batch, **self._state
        )
        self._state |= {name: run[output] for output, name in kept.items()}
        self.losses.append(run.loss.item())
        return self.losses[-1]

    async def fit(
        self,
        batches: Iterable[Mapping[str, Any]],
        rate: float | Callable[[int], float],
        graph: str = "step",
    ) -> AsyncIterator[float]:
        """A step for each batch; yields each loss. It may be left between any two.

        ``rate`` is a number, or a function of the number of the step, from 1.
        """
        for batch in batches:
            now = rate(self.steps + 1) if callable(rate) else rate
            yield await self.step(rate=now, graph=graph, **batch)
            await asyncio.sleep(0)  # so that whoever wants to stop it gets a turn

    async def parameters(self, graph: str) -> dict[str, Tensor]:
        """Those that a graph takes, as they are now, with their numbers."""
        names = self.model.spec["graphs"][graph]["inputs"]
        return {n: await self.model.read(t) for n, t in self._state.items() if n in names}

    async def run(self, graph: str, **inputs: Any) -> Run:
        """Run another graph of the model with the parameters as they are now; see `Model`."""
        bound = self.model.graph(graph)
        names = self.model.spec["graphs"][graph]["inputs"]
        now: dict[str, Any] = {name: self._state[name] for name in names if name in self._state}
        return await bound(**now, **inputs)
