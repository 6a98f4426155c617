"""A step as a graph does what torch's optimisers do, and the trainer walks on with it."""

from __future__ import annotations

import asyncio
from random import Random

import numpy
import pytest
import torch
from livedemo.training import Trainer
from livedemo_export import Input, SpecError
from livedemo_export.session import open_session
from livedemo_export.trainable import SGD, AdamW, Trainable
from livedemo_site.models.ort_model import OrtModel
from torch import nn

from tests.livedemo_export.conftest import Project
from tests.training import RATE, known

# one process exports the small models for all tests that look at them
pytestmark = pytest.mark.together("exported")

OFF = 1e-3  # rounding adds up over twenty steps; another epsilon or decay is far more
BATCH = [[1, 2, 3, 4], [5, 6, 7, 8]]


@pytest.fixture
def model(project: Project) -> OrtModel:
    assert "trained" not in project.errors, project.errors["trained"]
    return OrtModel(project.store, project.manifests["trained"])


@pytest.mark.parametrize("graph", ["sgd", "step"])
def test_twenty_steps_are_those_of_torch(project: Project, graph: str) -> None:
    truth = known(graph)
    running = open_session(project.store, project.manifests["trained"], graph)
    outputs = [output.name for output in running.get_outputs()]
    state, losses = truth.start, []
    for step, batch in enumerate(truth.batches):
        feeds = {**state, **batch, "rate": numpy.array(RATE, numpy.float32)}
        found = dict(zip(outputs, running.run(outputs, feeds), strict=True))
        losses.append(float(found["loss"]))
        state = {name: found[f"next_{name}"] for name in state}
        if step == 0:  # what it remembers of the first gradient is the gradient, or a tenth of it
            gradient = state["velocity"] if graph == "sgd" else state["mean"] / 0.1
    assert losses[-1] < losses[0]
    assert truth.off(losses, gradient, state) < OFF


def test_noise_keeps_the_spread_of_the_modules_own_values(project: Project) -> None:
    running = open_session(project.store, project.manifests["trained"], "start")
    (noise,) = running.get_inputs()
    draw = Random(3).random
    drawn = numpy.array([draw() for _ in range(noise.shape[0])], numpy.float32)
    names = [output.name for output in running.get_outputs()]
    state = dict(zip(names, running.run(names, {"noise": drawn}), strict=True))
    assert (state["norm_weight"] == 1).all()
    assert (state["norm_bias"] == 0).all()
    assert 0.8 < state["table_weight"].std() < 1.2  # nn.Embedding's are normal, with 1
    assert not state["mean"].any()
    assert state["count"] == 0


async def losses(trainer: Trainer, steps: int) -> list[float]:
    batches = ({"ids": BATCH} for _ in range(steps))
    return [loss async for loss in trainer.fit(batches, rate=0.05)]


def test_a_trainer_learns_and_begins_anew(model: OrtModel) -> None:
    async def train() -> None:
        trainer = Trainer(model)
        await trainer.reset(seed=1)
        before = await trainer.run("predict", ids=[1, 2, 3])
        first = await losses(trainer, 30)
        after = await trainer.run("predict", ids=[1, 2, 3])
        assert first[-1] < first[0] / 2
        assert after.probabilities[4] > before.probabilities[4]
        assert trainer.steps == 30
        await trainer.reset(seed=1)
        assert trainer.losses == []
        assert await losses(trainer, 30) == first
        await trainer.reset(seed=2)
        assert await losses(trainer, 1) != first[:1]

    asyncio.run(train())


def test_a_pause_changes_nothing(model: OrtModel) -> None:
    async def train(*parts: int) -> list[float]:
        state: dict[str, object] = {}
        for steps in parts:
            trainer = await Trainer.resume(model, state, seed=1, task="a text")
            await losses(trainer, steps)
        assert trainer.steps == sum(parts)
        return trainer.losses

    assert asyncio.run(train(12)) == asyncio.run(train(5, 7))


def test_another_task_begins_anew_and_another_figure_has_its_own(model: OrtModel) -> None:
    async def train() -> None:
        here: dict[str, object] = {}
        there: dict[str, object] = {}
        mine = await Trainer.resume(model, here, task="a")
        await losses(mine, 2)
        other = await Trainer.resume(model, there, task="a")
        assert other is not mine
        assert other.steps == 0
        assert await Trainer.resume(model, here, task="a") is mine
        assert mine.steps == 2
        other = await Trainer.resume(model, here, task="b")
        assert (other.steps, other.dropped) == (0, 2)
        await losses(other, 3)
        wished = await Trainer.resume(model, here, seed=1, task="b")
        assert (wished.steps, wished.dropped) == (0, 0)  # whoever asks for new noise knows

    asyncio.run(train())


def test_the_trainers_that_are_kept_are_few(model: OrtModel) -> None:
    async def train() -> None:
        first: dict[str, object] = {}
        kept = await Trainer.resume(model, first)
        await losses(kept, 1)
        for _ in range(Trainer.MOST):
            await Trainer.resume(model, {})
        assert (await Trainer.resume(model, first)).steps == 0

    asyncio.run(train())


def test_a_parameter_needs_a_name_of_its_own() -> None:
    class Meter(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rate = nn.Parameter(torch.zeros(2))

    with pytest.raises(SpecError, match="rate: a parameter needs a name"):
        Trainable(Meter(), SGD())


def test_what_is_to_be_trained_is_there() -> None:
    net = Trainable(nn.Linear(2, 2), AdamW())
    batch = {"x": Input("float32", ("B", 2))}
    examples = [{"x": torch.ones(3, 2)}, {"x": torch.ones(5, 2)}]
    with pytest.raises(SpecError, match=r"no parameter begins with head; there are weight or bias"):
        net.step(lambda net, x: net(x).sum(), batch, examples, only=("head",))


def test_training_is_in_float32() -> None:
    with pytest.raises(SpecError, match="float16: train in float32"):
        Trainable(nn.Linear(2, 2).half(), AdamW())
