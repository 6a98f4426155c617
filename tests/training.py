"""Twenty steps of torch's own optimisers in float64, for graphs to be held against.

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
        gradient: of the first batch, flat, in the order of the parameters.
        losses: of each step.
        parameters: in the end.
    """

    start: Arrays
    batches: list[numpy.ndarray[Any, Any]]
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
    return Known(start, [batch.numpy() for batch in batches], gradient, losses, _arrays(names))


def _arrays(tensors: dict[str, Tensor]) -> Arrays:
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def _source() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trained", FOLDER / "model.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
