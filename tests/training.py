"""Twenty steps of torch's own optimisers in float64, for graphs to be held against.

Of a small model made for that, and of those that figures train.

What float32 makes of them differs between processors; these don't.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy
import torch
from torch import Tensor

from tests.folder import modules

ROOT = Path(__file__).resolve().parents[1]
RATE = 0.05
FOLDER = Path(__file__).parent / "livedemo_export/models/trained"
#: What each graph remembers.
MEMORY = {"sgd": ("velocity",), "step": ("mean", "square")}

Arrays = dict[str, "numpy.ndarray[Any, Any]"]


@dataclass(frozen=True)
class Known:
    """What torch gives from one start on one row of batches.

    Attributes:
        start: the state that a graph begins with.
        batches: the inputs of each step, by name.
        gradient: of the first batch, flat, in the order of the parameters.
        losses: of each step.
        parameters: in the end.
    """

    start: Arrays
    batches: list[Arrays]
    gradient: numpy.ndarray[Any, Any]
    losses: list[float]
    parameters: Arrays

    def off(self, losses: list[float], gradient: Any, parameters: Mapping[str, Any]) -> float:
        """The largest error of what a graph gave, in any of the three.

        Of losses and the gradient as a share of their length (L2 norm), of each parameter as a
        share of the way it went.
        """
        pairs: list[tuple[Any, Any, Any]] = [
            (self.losses, losses, 0.0),
            (self.gradient, gradient, 0.0),
        ]
        for name, parameter in self.parameters.items():
            found = numpy.reshape(parameters[name], parameter.shape)
            pairs.append((parameter, found, self.start[name]))
        return max(
            float(numpy.linalg.norm(numpy.subtract(want, got)) / numpy.linalg.norm(want - start))
            for want, got, start in ((numpy.array(w), g, s) for w, g, s in pairs)
        )


def known(graph: str, steps: int = 20) -> Known:
    """Train with the optimiser of ``graph``, on texts of several lengths."""
    source = _source()
    torch.manual_seed(8)
    net = source.Net()
    start = _arrays(dict(net.named_parameters()))
    net.double()
    names = {name.replace(".", "_"): p for name, p in net.named_parameters()}
    sizes = [(2 + step % 3, 5 + step % 4) for step in range(steps)]
    batches = [torch.randint(source.V, size, dtype=torch.int32) for size in sizes]
    total = sum(p.numel() for p in names.values())
    memory = {name: numpy.zeros(total, numpy.float32) for name in MEMORY[graph]}
    start = {name.replace(".", "_"): value for name, value in start.items()} | {
        **memory,
        "count": numpy.zeros((), numpy.float32),
    }
    optimiser: torch.optim.Optimizer = torch.optim.AdamW(net.parameters(), lr=RATE)
    if graph == "sgd":
        optimiser = torch.optim.SGD(net.parameters(), lr=RATE, momentum=0.9)
    losses, gradient = [], None
    for batch in batches:
        optimiser.zero_grad()
        loss = source.loss(net, batch)
        loss.backward()
        if gradient is None:
            gradient = torch.cat([p.grad.flatten() for p in net.parameters()]).numpy().copy()
        optimiser.step()
        losses.append(loss.item())
    assert gradient is not None
    return Known(
        start, [{"ids": batch.numpy()} for batch in batches], gradient, losses, _arrays(names)
    )


@dataclass(frozen=True)
class Taught:
    """How a figure trains a model: where it is, its class, a graph and what that trains.

    Attributes:
        memory: what the averages of the gradient, and of its square, are before the first step. As
            after some steps: at the first one Adam divides each gradient by its own size, and of
            those that are nearly 0 that compares rounding.
    """

    folder: str
    net: str
    rate: float
    betas: tuple[float, float] = (0.9, 0.999)
    graph: str = "step"
    only: tuple[str, ...] = ("",)
    memory: float = 1e-3
    done: int = 9

    @property
    def name(self) -> str:
        """Of the model."""
        return Path(self.folder).name

    def known(self, steps: int = 20) -> Known:
        """Train as the figure does, on small batches."""
        torch.manual_seed(8)
        with modules(ROOT / self.folder, "model") as loaded:
            source = loaded["model"]
            net = getattr(source, self.net)().eval()
        start = _arrays({n.replace(".", "_"): p for n, p in net.named_parameters()})
        net.double()
        every = dict(net.named_parameters())
        learning = {n: p for n, p in every.items() if n.startswith(self.only)}
        adam = torch.optim.AdamW(learning.values(), lr=self.rate, betas=self.betas)
        for parameter in learning.values():
            adam.state[parameter] = {
                "step": torch.tensor(float(self.done)),
                "exp_avg": torch.full_like(parameter, self.memory),
                "exp_avg_sq": torch.full_like(parameter, self.memory),
            }
        losses, gradient, batches = [], None, []
        for step in range(steps):
            batch = _batch(self.name, source, step)
            adam.zero_grad()
            loss = source.loss(net, *batch.values())
            loss.backward()
            if gradient is None:
                flat = [p.grad if n in learning else torch.zeros_like(p) for n, p in every.items()]
                gradient = torch.cat([part.flatten() for part in flat]).numpy().copy()
            adam.step()
            losses.append(loss.item())
            batches.append(
                {
                    n: t.float().numpy() if t.is_floating_point() else t.numpy()
                    for n, t in batch.items()
                }
            )
        assert gradient is not None
        size = sum(p.numel() for p in every.values())
        memory = numpy.full(size, self.memory, numpy.float32)
        begins = {"mean": memory, "square": memory, "count": numpy.array(self.done, numpy.float32)}
        after = _arrays({n.replace(".", "_"): p for n, p in learning.items()})
        return Known({**start, **begins}, batches, gradient, losses, after)

    def gradient(self, mean: Any, known: Known) -> Any:
        """What the first step has seen, from what it remembers; 0 of what stands still."""
        first = self.betas[0]
        seen = (numpy.asarray(mean, numpy.float64) - first * self.memory) / (1 - first)
        return numpy.where(known.gradient == 0, 0, seen)


def _batch(name: str, source: Any, step: int) -> dict[str, Tensor]:
    """Texts of several lengths; those of `copy-tiny` have one, and say which symbols count."""
    rows, length = 2 + step % 3, 5 + step % 4
    if name != "copy-tiny":
        return {"ids": torch.randint(source.V, (rows, length), dtype=torch.int32)}
    ids = torch.randint(source.V, (rows, source.C + 1), dtype=torch.int32)
    known = (torch.arange(source.C) > 7).double().expand(rows, source.C).contiguous()
    return {"ids": ids, "known": known}


TAUGHT = {
    "pretrain": Taught("demos/pretrain", "CharacterLM", 0.005),
    "copy-tiny": Taught("export/models/copy-tiny", "Copier", 0.01, betas=(0.9, 0.99)),
    "fine-tune": Taught("demos/fine-tune", "Reader", 0.002),
    "fine-tune, the last layer": Taught(
        "demos/fine-tune",
        "Reader",
        0.002,
        graph="step_last",
        only=("gpt.h.3.", "gpt.ln_f."),
    ),
}


def _arrays(tensors: dict[str, Tensor]) -> Arrays:
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def _source() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trained", FOLDER / "model.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
