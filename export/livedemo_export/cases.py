"""Examples made whole, every tensor held to its declaration, and torch's answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import torch

from livedemo_export.axes import length_of, shown
from livedemo_export.errors import ExportError
from livedemo_export.exact import eagerly
from livedemo_export.spec import INPUT_DTYPES, Axis, Example, Graph
from livedemo_export.suggest import listed

Arrays = dict[str, "numpy.ndarray[Any, Any]"]

DTYPES = {"int32": torch.int32, "float32": torch.float32, "bool": torch.bool}


@dataclass(frozen=True)
class Case:
    """One set of inputs, complete and in the order of the graph, and its axes' sizes."""

    inputs: dict[str, torch.Tensor]
    sizes: dict[str, int]

    def arrays(self) -> Arrays:
        """The inputs as NumPy arrays."""
        return {name: tensor.numpy() for name, tensor in self.inputs.items()}


def case(graph: Graph, axes: Mapping[str, Axis], example: Example) -> Case:
    """``example`` with its defaults; `ExportError` when a tensor isn't as declared."""
    sizes: dict[str, int] = {}
    for name, declared in graph.inputs.items():
        if name not in example:
            continue
        tensor = example[name]
        if not isinstance(tensor, torch.Tensor):
            raise ExportError(f"input {name!r}: an example needs a tensor, not {type(tensor)!r}")
        dtype = str(tensor.dtype).removeprefix("torch.")
        if dtype != declared.dtype:
            raise ExportError(
                f"input {name!r} is declared {declared.dtype}, but an example has {dtype}: "
                f"use .to(torch.{declared.dtype}), or declare {listed(INPUT_DTYPES)}"
            )
        if tensor.dim() != len(declared.shape):
            raise ExportError(
                f"input {name!r} is declared with {len(declared.shape)} axes, "
                f"but an example has shape {list(tensor.shape)}"
            )
        for length, size in zip(declared.shape, tensor.shape, strict=True):
            if isinstance(length, int):
                if length != size:
                    raise ExportError(
                        f"input {name!r} has an axis of {length}, but an example has {size}: "
                        "name the axis if it may vary"
                    )
                continue
            if sizes.setdefault(length, size) != size:
                raise ExportError(
                    f"axis {length!r} is {sizes[length]} and {size} in one example (input {name!r})"
                )
            if not axes[length].min <= size <= axes[length].max:
                raise ExportError(
                    f"input {name!r}: {length}={size} is outside Axis({axes[length].min}, "
                    f"{axes[length].max})"
                )
    return Case({name: _whole(graph, name, example, sizes) for name in graph.inputs}, sizes)


def _whole(graph: Graph, name: str, example: Example, sizes: Mapping[str, int]) -> torch.Tensor:
    if name in example:
        tensor: torch.Tensor = example[name]
        return tensor.detach().contiguous()
    declared = graph.inputs[name]
    try:
        shape = [length_of(length, sizes) for length in declared.shape]
    except KeyError as error:
        raise ExportError(
            f"an example lacks {name!r}, and nothing else fixes axis {error}"
        ) from None
    assert declared.default is not None  # held by spec.check_names
    return torch.full(shape, declared.default, dtype=DTYPES[declared.dtype])


def cases(graph: Graph, axes: Mapping[str, Axis]) -> list[Case]:
    """All examples, the one to trace first.

    `ExportError` unless one has every dynamic axis at 2 or longer (torch takes 0 and 1 for
    constants), and each axis takes two lengths. Where an axis may be 1 and no example is, the
    traced one is cut to 1 and checked, too: that length is the one that tracing gets wrong.
    """
    made = [case(graph, axes, example) for example in graph.examples]
    used = sorted({axis for one in made for axis in one.sizes})
    for axis in used:
        lengths = {one.sizes[axis] for one in made}
        if len(lengths) < 2:
            raise ExportError(
                f"axis {axis!r} is {lengths.pop()} in every example: give an example of another "
                "length, which is only checked"
            )
    long = [i for i, one in enumerate(made) if all(size >= 2 for size in one.sizes.values())]
    if not long:
        raise ExportError(
            f"no example has all of {', '.join(used)} at 2 or longer, which tracing needs"
        )
    short = [a for a in used if axes[a].min == 1 and all(o.sizes[a] > 1 for o in made)]
    traced = long[0]
    cuts = [case(graph, axes, _cut(graph, graph.examples[traced], axis)) for axis in short]
    return [made[traced], *made[:traced], *made[traced + 1 :], *cuts]


def _cut(graph: Graph, example: Example, axis: str) -> Example:
    """``example`` with only the first element along ``axis``."""
    shorter: dict[str, torch.Tensor] = {}
    for name, tensor in example.items():
        for dim, length in enumerate(graph.inputs[name].shape):
            if length == axis:
                tensor = tensor.narrow(dim, 0, 1)
        shorter[name] = tensor
    return shorter


def reference(graph: Graph, one: Case) -> Arrays:
    """What torch gives, by output; `ExportError` when it isn't what the graph declares."""
    graph.module.eval()  # the module that is exported itself: a child's eval() doesn't reach it
    with eagerly():
        # inputs are copied, so that a module that writes to them does no harm
        try:
            result = graph.module(*(tensor.clone() for tensor in one.inputs.values()))
        except Exception as error:
            said = " ".join(str(error).split())[:400]
            raise ExportError(
                f"forward() fails at {shown(one.sizes)}: {type(error).__name__}: {said}"
            ) from error
    tensors = result if isinstance(result, (tuple, list)) else (result,)
    if len(tensors) != len(graph.outputs):
        raise ExportError(
            f"forward() returns {len(tensors)} tensors, but {len(graph.outputs)} outputs are "
            f"declared: {', '.join(graph.outputs)}"
        )
    arrays: Arrays = {}
    for (name, shape), tensor in zip(graph.outputs.items(), tensors, strict=True):
        if not isinstance(tensor, torch.Tensor):
            raise ExportError(f"output {name!r} is {type(tensor).__name__}, not a tensor")
        dtype = str(tensor.dtype).removeprefix("torch.")
        if dtype not in INPUT_DTYPES:
            cure = ".int()" if dtype.startswith(("int", "uint")) else ".float()"
            raise ExportError(
                f"output {name!r} is {dtype}: return {cure}; outputs are {listed(INPUT_DTYPES)}"
            )
        expected = [length_of(length, one.sizes) for length in shape]
        if list(tensor.shape) != expected:
            raise ExportError(
                f"output {name!r} is declared [{', '.join(map(str, shape))}], which is {expected} "
                f"at {shown(one.sizes)}, but torch gives {list(tensor.shape)}"
            )
        arrays[name] = tensor.detach().numpy()
    return arrays
