"""What a figure that trains does, press by press: the same for all of them.

A press of its button takes so many steps; it may be paused between any two. Another control, turned
on the way, is a pause: nothing that was learned is lost, unless what is learned from has changed.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from random import Random
from typing import Any

from livedemo.model import Model
from livedemo.tensor import Tensor
from livedemo.text import count
from livedemo.training import Trainer

PAUSE = 0.3  # seconds between two pictures
MEAN = 8  # steps that a loss is averaged over: one batch is easier than another

Batch = Mapping[str, Any]
Row = Sequence[Any]  # what was measured, of which the first is the number of steps


@dataclass(frozen=True)
class Plan:
    """How a figure trains.

    Attributes:
        steps: that a press takes.
        rate: the learning rate of each step, from 1 (`falling`).
        measured: the steps after which something is measured; it is after every ``steps``, too.
    """

    steps: int
    rate: Callable[[int], float]
    measured: Collection[int] = ()


class Lesson:
    """A trainer, what it does at this press, and what was measured on the way.

    Written so::

        lesson = await Lesson.resume(lm, state, PLAN, train=train, seed=noise, task=text)
        async for _ in lesson.moments(batch, measure):
            yield views(lesson)

    Attributes:
        trainer: it, with the losses of all steps.
        end: the number of steps at which this press ends.
        measured: the rows that were measured, before the first step and on the way.
    """

    def __init__(
        self, trainer: Trainer, state: dict[str, Any], plan: Plan, end: int, graph: str
    ) -> None:
        self.trainer, self.plan, self.end = trainer, plan, end
        self._state, self._graph = state, graph

    @classmethod
    async def resume(
        cls,
        model: Model,
        state: dict[str, Any],
        plan: Plan,
        *,
        train: int,
        seed: int = 0,
        task: object = None,
        given: Mapping[str, Tensor] | None = None,
        graph: str = "step",
    ) -> Lesson:
        """The lesson that the figure is in, or a new one; see `Trainer.resume`.

        A new one begins by itself, unless its parameters are ``given``; what was paused goes on
        where ``train``, the presses of the button, says so. ``graph`` takes the steps.
        """
        trainer = await Trainer.resume(model, state, seed=seed, task=task, given=given)
        if not trainer.steps:
            state["measured"] = []
        if not trainer.steps or "dropped" not in state:
            state["dropped"] = trainer.dropped
        state["steps"] = done = trainer.steps  # of which the figure says how many a second
        goes_on = bool(train) or not (done or given)
        return cls(trainer, state, plan, (done // plan.steps + goes_on) * plan.steps, graph)

    @property
    def steps(self) -> int:
        """How many were taken."""
        return self.trainer.steps

    @property
    def measured(self) -> list[Any]:
        """See above."""
        rows: list[Any] = self._state["measured"]
        return rows

    @property
    def bits(self) -> list[float]:
        """The losses, which are in nats, in bits."""
        return [loss / log(2) for loss in self.trainer.losses]

    @property
    def length(self) -> int:
        """Steps that a chart has room for: those of all presses so far."""
        return max(1, -(-max(self.steps, self.end) // self.plan.steps)) * self.plan.steps

    @property
    def _due(self) -> bool:
        """Whether something is measured now."""
        return self.steps in self.plan.measured or self.steps % self.plan.steps == 0

    def dropped(self, why: str) -> str:
        """That what it had learned before is lost, and ``why``; nothing where nothing is."""
        steps = self._state["dropped"]
        return f"It begins anew: the {count(steps, 'step')} before are lost. {why}" if steps else ""

    async def moments(
        self, batch: Callable[[int], Batch], measure: Callable[[], Awaitable[Row]]
    ) -> AsyncIterator[None]:
        """Moments to show: before the first step, a few a second on the way, and in the end.

        ``batch`` gives what a step is taken on, by its number from 0; ``measure`` a row.
        """
        if not self.measured:
            yield  # measuring may take many runs
        if self._due and (not self.measured or self.measured[-1][0] != self.steps):
            self.measured.append(await measure())
        yield
        shown, first = time.monotonic(), self.steps
        batches = (batch(step) for step in range(first, self.end))
        async for _ in self.trainer.fit(batches, self.plan.rate, self._graph):
            self._state["steps"] = self.steps
            if self._due:
                self.measured.append(await measure())
            elif time.monotonic() < shown + PAUSE:
                continue
            yield
            shown = time.monotonic()


def recent(values: Sequence[float]) -> float:
    """The mean over the last steps."""
    last = values[-MEAN:]
    return sum(last) / len(last)


def parted(pieces: Sequence[Any], least: int, size: Callable[[Any], int] = len) -> tuple[Any, Any]:
    """Pieces to learn from, and pieces to hold out: every eighth, more where they are too short.

    Those held out are drawn by lot, the same every time, and have a size of ``least`` in all.
    """
    order = list(range(len(pieces)))
    Random(0).shuffle(order)
    held, total = set(order[: max(1, len(pieces) // 8)]), 0
    total = sum(size(pieces[i]) for i in held)
    for i in order:
        if total >= least:
            break
        if i not in held:
            held.add(i)
            total += size(pieces[i])
    return (
        [piece for i, piece in enumerate(pieces) if i not in held],
        [piece for i, piece in enumerate(pieces) if i in held],
    )
