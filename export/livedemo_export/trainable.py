"""Training as graphs: a step, the state it begins from, and what a model gives on the way.

A step is an ordinary graph: parameters, the optimiser's memory and a batch go in; the loss and all
that is new come out. Whatever runs it hands the output ``next_NAME`` back as the input ``NAME``
(`livedemo.Trainer` does), and the state never leaves the backend::

    net = Trainable(CharacterLM(), AdamW())
    Model(
        graphs={
            "predict": net.graph(predict, inputs={…}, outputs={…}, examples=[…]),
            "start": net.start(),
            "step": net.step(loss, batch={"ids": Input("int32", ("B", "S"))}, examples=[…]),
        },
        …
    )

Import it in a ``model.py`` by its full name, ``livedemo_export.trainable``: it imports torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.fx.experimental.proxy_tensor import make_fx

from livedemo_export.axes import Shape
from livedemo_export.optimisers import SGD, AdamW, Optimiser
from livedemo_export.spec import Example, Graph, Input, SpecError, Tolerance
from livedemo_export.suggest import listed

__all__ = ["SGD", "AdamW", "Optimiser", "Trainable"]

#: What is done with a module: called with the module, which has the current parameters, and inputs.
Use = Callable[..., Any]
RATE, COUNT, NOISE, LOSS = "rate", "count", "noise", "loss"


class Trainable:
    """A torch module and its optimiser, as graphs that share one state by name.

    The state is each parameter under its own name (``blocks.0.norm.weight`` as
    ``blocks_0_norm_weight``), each of the optimiser's memories as a vector over all parameters, and
    ``count``, the number of steps done. The module is put into eval mode: a graph has no dice for
    dropout. Its buffers stay as they are.

    Raises:
        SpecError: a parameter that isn't float32, or whose name is taken.
    """

    def __init__(self, module: nn.Module, optimiser: Optimiser) -> None:
        self.module, self.optimiser = module.eval(), optimiser
        self._names = [name for name, _ in module.named_parameters()]
        parameters = {name.replace(".", "_"): p.detach() for name, p in module.named_parameters()}
        #: Name -> initial value, in the order of all graphs.
        self.parameters: dict[str, Tensor] = {n: p.clone() for n, p in parameters.items()}
        self.size = sum(p.numel() for p in parameters.values())  # P
        taken = {*optimiser.memory, COUNT, RATE, NOISE, LOSS}
        if clash := sorted(taken & parameters.keys()):
            raise SpecError(f"{listed(clash)}: a parameter needs a name that training doesn't use")
        for name, parameter in parameters.items():
            if parameter.dtype != torch.float32:
                raise SpecError(f"parameter {name!r} is {parameter.dtype}: train in float32")

    @property
    def state(self) -> dict[str, Tensor]:
        """Name -> tensor before the first step: the module's own parameters, nothing remembered."""
        memory = {name: torch.zeros(self.size) for name in self.optimiser.memory}
        return {**self.parameters, **memory, COUNT: torch.tensor(0.0)}

    def start(self) -> Graph:
        """``noise`` [P], uniform in [0, 1), to a state before the first step.

        Each parameter becomes uniform noise with the mean and the standard deviation that the
        module's own initial values have, so biases of 0 and gains of 1 stay. The noise comes from
        outside because operators that draw numbers draw other ones in each runtime.
        """
        noise = torch.linspace(0, 1, self.size + 1)[: self.size]
        return Graph(
            module=_Start(self),
            inputs={NOISE: Input("float32", (self.size,))},
            outputs=_shapes(self.state),
            examples=[{NOISE: noise}, {NOISE: noise.flip(0)}],
        )

    def trained(self) -> Graph:
        """No input, to a state before the first step with the module's own parameters.

        They lie in half precision in the file.
        """
        return Graph(module=_Trained(self), inputs={}, outputs=_shapes(self.state), examples=[{}])

    def step(
        self,
        loss: Use,
        batch: Mapping[str, Input],
        examples: Sequence[Example],
        tolerance: Tolerance | None = None,
        only: tuple[str, ...] = ("",),
    ) -> Graph:
        """One step on ``batch``: ``loss(module, *batch)`` (a scalar), its gradients, the update.

        Inputs: the state, the batch, ``rate`` (the learning rate). Outputs: ``loss`` and the new
        state, each part as ``next_NAME``. ``examples`` are batches; as everywhere, each dynamic
        axis takes two lengths over them. Parameters whose names begin with none of ``only`` stay
        as they are: the step takes them and does not give them back.
        """
        kept = [i for i, name in enumerate(self._names) if name.startswith(only)]
        if not kept:
            raise SpecError(
                f"no parameter begins with {listed(only)}; there are {listed(self._names)}"
            )
        # As after some steps: at the first one Adam divides each gradient by its own size, and of
        # those that are nearly 0 that would compare rounding, which differs between processors.
        state = self.state | {COUNT: torch.tensor(9.0)}
        state |= {name: torch.full((self.size,), 1e-3) for name in self.optimiser.memory}
        given = [{**state, **example, RATE: torch.tensor(0.01)} for example in examples]
        inputs = {**_inputs(state), **batch, RATE: Input("float32", ())}
        first = [given[0][name].clone() for name in inputs]
        # The exporter can't see through autograd; what autograd did is an ordinary graph.
        table: Any = torch._decomp.core_aten_decompositions()
        step = _Step(self, loss, len(batch), kept)
        traced = make_fx(step, tracing_mode="symbolic", decomposition_table=table)(*first)
        frozen = self.parameters.keys() - {[*self.parameters][i] for i in kept}
        new = {name: tensor for name, tensor in state.items() if name not in frozen}
        return Graph(
            module=traced,
            inputs=inputs,
            outputs={LOSS: (), **{f"next_{name}": s for name, s in _shapes(new).items()}},
            examples=given,
            tolerance=tolerance,
        )

    def graph(
        self,
        use: Use,
        inputs: Mapping[str, Input],
        outputs: Mapping[str, Shape],
        examples: Sequence[Example],
        tolerance: Tolerance | None = None,
    ) -> Graph:
        """``use(module, *inputs)`` with the parameters as inputs, too: any moment's model."""
        return Graph(
            module=_Use(self, use),
            inputs={**_inputs(self.parameters), **inputs},
            outputs=outputs,
            examples=[{**self.parameters, **example} for example in examples],
            tolerance=tolerance,
        )

    def call(self, parameters: Sequence[Tensor], use: Use, *inputs: Tensor) -> Any:
        """``use(module, *inputs)`` where ``module`` has ``parameters``, in their order."""
        named = dict(zip(self._names, parameters, strict=True))

        def module(*args: Any, **kwargs: Any) -> Any:
            return functional_call(self.module, named, args, kwargs)

        return use(module, *inputs)

    def split(self, flat: Tensor, only: Sequence[int] | None = None) -> list[Tensor]:
        """``flat`` [P] as tensors of the parameters' shapes; of those at ``only`` alone."""
        parts, at = [], 0
        every = list(self.parameters.values())
        for parameter in every if only is None else (every[i] for i in only):
            # a slice for each: WebGPU can't write as many outputs at once as Split would ask for
            parts.append(flat[at : at + parameter.numel()].reshape(parameter.shape))
            at += parameter.numel()
        return parts


class _Start(nn.Module):
    def __init__(self, net: Trainable) -> None:
        super().__init__()
        self.net = net

    def forward(self, noise: Tensor) -> tuple[Tensor, ...]:
        parts = []
        for own, part in zip(self.net.parameters.values(), self.net.split(noise), strict=True):
            spread = own.std(correction=0).item() * 12**0.5  # of [0, 1) it is 1 / sqrt(12)
            parts.append(own.mean().item() + spread * (part - 0.5))
        nothing = 0.0 * noise
        return (*parts, *(nothing.clone() for _ in self.net.optimiser.memory), nothing.sum())


class _Trained(nn.Module):
    def __init__(self, net: Trainable) -> None:
        super().__init__()
        self.net = net
        self.names = list(net.parameters)
        for name, parameter in net.parameters.items():
            self.register_buffer(f"half_{name}", parameter.half())

    def forward(self) -> tuple[Tensor, ...]:
        parts = [cast(Tensor, getattr(self, f"half_{name}")).float() for name in self.names]
        nothing = torch.zeros(self.net.size)
        return (*parts, *(nothing.clone() for _ in self.net.optimiser.memory), torch.tensor(0.0))


class _Step(nn.Module):
    def __init__(self, net: Trainable, loss: Use, batch: int, kept: Sequence[int]) -> None:
        super().__init__()
        self.net, self.loss, self.batch, self.kept = net, loss, batch, kept

    def forward(self, *given: Tensor) -> tuple[Tensor, ...]:
        net, count = self.net, len(self.net.parameters)
        parameters = [p.detach() for p in given[:count]]
        trained = [parameters[i].requires_grad_() for i in self.kept]
        *memory, done = given[count : -1 - self.batch]
        *batch, rate = given[-1 - self.batch :]
        with torch.enable_grad():
            loss = cast(Tensor, net.call(parameters, self.loss, *batch))
            gradients = torch.autograd.grad(loss, trained)
        done = done + 1
        flat = _flat(p.detach() for p in trained)
        known = [self._of_trained(part) for part in memory]
        after, *known = net.optimiser.update(flat, _flat(gradients), rate, done, *known)
        memory = [self._back(new, old) for new, old in zip(known, memory, strict=True)]
        return (loss.detach(), *net.split(after, self.kept), *memory, done)

    def _of_trained(self, flat: Tensor) -> Tensor:
        """Of a memory [P] the parts of the parameters that are trained."""
        if len(self.kept) == len(self.net.parameters):
            return flat
        parts = self.net.split(flat)
        return _flat(parts[i] for i in self.kept)

    def _back(self, new: Tensor, old: Tensor) -> Tensor:
        """A memory [P] with these parts as they are now."""
        if len(self.kept) == len(self.net.parameters):
            return new
        parts = self.net.split(old)
        for i, part in zip(self.kept, self.net.split(new, self.kept), strict=True):
            parts[i] = part
        return _flat(parts)


class _Use(nn.Module):
    def __init__(self, net: Trainable, use: Use) -> None:
        super().__init__()
        self.net, self.use = net, use

    def forward(self, *given: Tensor) -> Any:
        count = len(self.net.parameters)
        return self.net.call(given[:count], self.use, *given[count:])


def _flat(tensors: Any) -> Tensor:
    return torch.cat([tensor.reshape(-1) for tensor in tensors])


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, Shape]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def _inputs(tensors: Mapping[str, Tensor]) -> dict[str, Input]:
    return {name: Input("float32", shape) for name, shape in _shapes(tensors).items()}
