"""What a ``model.py`` declares: graphs with named inputs and axes, examples, tolerances.

``build()`` in a model folder returns one `Model`. Every dataclass checks itself when it is
made, so that a mistake is reported at the author's own line. torch is named for types only.
"""

from __future__ import annotations

import json
import keyword
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livedemo_export.axes import AxisError, Shape, names_in
from livedemo_export.suggest import listed, nearest

if TYPE_CHECKING:
    import torch


#: Input name -> tensor. Inputs with a default may be left out.
Example = Mapping[str, Any]

#: What a caller may hand in. Everything else has no home in WebGPU or in a Python list.
INPUT_DTYPES = ("int32", "float32", "bool")

#: What calling a model means by itself; no input is called so.
CALL = frozenset({"keep", "outputs", "self"})

#: How many weights may share a scale of int8, from coarse to fine: None is a whole row or column.
BLOCKS: tuple[int | None, ...] = (None, 64, 32, 16)


class SpecError(ValueError):
    """A declaration that can't be right; the message names the cause and the valid choices."""


@dataclass(frozen=True)
class Axis:
    """The lengths a dynamic axis may take, both ends included."""

    min: int
    max: int

    def __post_init__(self) -> None:
        """Raise `SpecError` for what can't be."""
        if not 1 <= self.min < self.max:
            raise SpecError(
                f"Axis({self.min}, {self.max}): an axis needs 1 <= min < max; "
                "write a fixed length as a number in the shape"
            )


@dataclass(frozen=True)
class Input:
    """One input: ``dtype`` (int32, float32, bool), ``shape`` (a name is a dynamic axis).

    ``default`` fills the whole tensor when a caller leaves the input out.
    """

    dtype: str
    shape: Shape
    default: float | int | bool | None = None

    def __post_init__(self) -> None:
        """Raise `SpecError` for what can't be."""
        if self.dtype not in INPUT_DTYPES:
            raise SpecError(
                f"an input can't be {self.dtype!r}: use {listed(INPUT_DTYPES)} "
                "(ids as int32, probabilities as float32)"
            )
        for length in self.shape:
            if isinstance(length, str) and not length.isidentifier():
                raise SpecError(
                    f"{length!r} is no axis name: an input's axis is a name or a number"
                )
        _check_shape("input", self.shape)


@dataclass(frozen=True)
class Graph:
    """One torch module as one ONNX graph.

    ``module.forward`` takes the inputs in the order of ``inputs`` and returns a tensor or a
    tuple of tensors in the order of ``outputs``. An output's axis is a number, an axis' name
    or a sum of them (``"T-1"``). Of ``examples`` the first whose dynamic axes are all 2 or
    longer is traced; all are checked. Between them, each dynamic axis takes two lengths or more.
    """

    module: torch.nn.Module
    inputs: Mapping[str, Input]
    outputs: Mapping[str, Shape]
    examples: Sequence[Example]
    tolerance: Tolerance | None = None

    def __post_init__(self) -> None:
        """Raise `SpecError` for what can't be."""
        if not self.outputs:
            raise SpecError("a graph without outputs: name at least one")
        if not self.examples:
            raise SpecError("a graph without examples: give one to trace and one to check")
        for name in (*self.inputs, *self.outputs):
            _check_name(name)
        for name in self.inputs:
            if name in CALL or keyword.iskeyword(name):
                raise SpecError(
                    f"an input can't be called {name!r}: a demo calls model({name}=…), where that "
                    "means something else. Choose another name"
                )
        for shape in self.outputs.values():
            _check_shape("output", shape)
        self._check_axes()
        if both := sorted(set(self.inputs) & set(self.outputs)):
            raise SpecError(f"{listed(both)}: input and output of one graph need different names")
        for example in self.examples:
            check_names(self.inputs, example)

    def _check_axes(self) -> None:
        """Refuse an output's axis whose length no input gives."""
        known = dict.fromkeys(
            axis
            for one in self.inputs.values()
            for length in one.shape
            for axis in names_in(length)
        )
        for output, shape in self.outputs.items():
            for axis in (axis for length in shape for axis in names_in(length)):
                if axis not in known:
                    raise SpecError(
                        f"output {output!r} has an axis {axis!r} that no input has: an output's "
                        "lengths are numbers, or sums of its inputs' axes. "
                        f"{nearest(axis, known)} Where the values decide how many there are, give "
                        "all of them a place, and say in another output which ones count"
                    )


@dataclass(frozen=True)
class Tolerance:
    """A difference between torch and onnxruntime that an author allows: ``atol + rtol * |torch|``.

    It holds for each number, on any processor, in place of what `livedemo_export.allowance` finds.
    """

    atol: float = 1e-4
    rtol: float = 1e-3


@dataclass(frozen=True)
class Quantise:
    """Ask for an int8 variant, and say what it may cost.

    ``output`` of ``graph`` are logits ``[..., choices]``; over the ``held_out`` inputs at least
    ``top1`` of the positions keep their most likely choice, and the mean KL divergence
    from the fp32 model is at most ``kl`` nats (None: printed only). Or, with ``cosine``, they are
    vectors ``[..., d]``, each of which keeps at least this cosine with its own.

    ``truth`` gives what ``output`` ought to be for each of the ``held_out`` inputs, for a module
    that is itself made of rounded weights: the answers of the original. So many weights share
    a scale as ``block`` says (None: a whole row or column), fewer where the bounds ask for it;
    weights of fewer than ``smallest`` elements stay float32.
    """

    output: str
    held_out: Sequence[Example]
    graph: str = "run"
    top1: float = 0.98
    kl: float | None = None
    cosine: float | None = None
    truth: Sequence[torch.Tensor] | None = None
    block: int | None = None
    smallest: int = 1024

    def __post_init__(self) -> None:
        """Raise `SpecError` for what can't be."""
        if not self.held_out:
            raise SpecError("Quantise without held_out: give the inputs that int8 is judged on")
        if not 0 < self.top1 <= 1:
            raise SpecError(f"Quantise(top1={self.top1}): a share between 0 and 1, such as 0.98")
        if self.cosine is not None and not 0 < self.cosine <= 1:
            raise SpecError(f"Quantise(cosine={self.cosine}): between 0 and 1, such as 0.98")
        if self.truth is not None and len(self.truth) != len(self.held_out):
            raise SpecError(
                f"Quantise has {len(self.truth)} answers in truth= for {len(self.held_out)} "
                "inputs in held_out="
            )
        if self.block not in BLOCKS:
            raise SpecError(f"Quantise(block={self.block}): use {listed(map(str, BLOCKS))}")


@dataclass(frozen=True)
class Model:
    """All that ``build()`` returns; ``graphs={}`` for a vocabulary that has only assets."""

    graphs: Mapping[str, Graph]
    axes: Mapping[str, Axis] = field(default_factory=dict)
    tolerance: Tolerance | None = None
    quantise: Quantise | None = None
    assets: Mapping[str, Path] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise `SpecError` for what can't be."""
        for name, graph in self.graphs.items():
            if not name.isidentifier():
                raise SpecError(f"{name!r} is no name for a graph: use an identifier")
            for shape in (*(i.shape for i in graph.inputs.values()), *graph.outputs.values()):
                for axis in (a for length in shape for a in names_in(length)):
                    if axis not in self.axes:
                        raise SpecError(
                            f"graph {name!r} uses axis {axis!r}, which axes= lacks. "
                            + nearest(axis, self.axes)
                        )
        for name, path in self.assets.items():
            if not Path(path).is_file():
                raise SpecError(f"asset {name!r}: there is no file {Path(path).name}")
        try:
            json.dumps(dict(self.facts), allow_nan=False)
        except (TypeError, ValueError) as error:
            raise SpecError(f"facts= must be JSON: {error}") from None
        if self.quantise is not None:
            self._check_quantise(self.quantise)

    def _check_quantise(self, quantise: Quantise) -> None:
        if quantise.graph not in self.graphs:
            raise SpecError(
                f"Quantise names graph {quantise.graph!r}. " + nearest(quantise.graph, self.graphs)
            )
        graph = self.graphs[quantise.graph]
        if quantise.output not in graph.outputs:
            raise SpecError(
                f"Quantise names output {quantise.output!r}. "
                + nearest(quantise.output, graph.outputs)
            )
        for example in quantise.held_out:
            check_names(graph.inputs, example)


def check_names(inputs: Mapping[str, Input], example: Example) -> None:
    """Raise `SpecError` when ``example`` lacks an input or has one that isn't declared."""
    for name in example:
        if name not in inputs:
            raise SpecError(f"an example has an input {name!r}. " + nearest(name, inputs))
    for name, declared in inputs.items():
        if name not in example and declared.default is None:
            raise SpecError(
                f"an example lacks input {name!r} ({declared.dtype} "
                f"[{', '.join(map(str, declared.shape))}]), which has no default"
            )


def _check_name(name: object) -> None:
    """Raise `SpecError` for what can't name an input or an output."""
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("__"):
        raise SpecError(
            f"{name!r} is no name for an input or output: use an identifier, letters, digits and _"
        )
    if (plain := unicodedata.normalize("NFKC", name)) != name:
        raise SpecError(f"{name!r} is no name for an input or output: Python reads it as {plain!r}")


def _check_shape(kind: str, shape: Shape) -> None:
    if not isinstance(shape, tuple):
        raise SpecError(f"an {kind}'s shape must be a tuple such as ('T', 16), not {shape!r}")
    for length in shape:
        if not isinstance(length, (int, str)) or isinstance(length, bool) or length == 0:
            raise SpecError(f"{length!r} in an {kind}'s shape: use a number or an axis' name")
        try:
            names_in(length)
        except AxisError as error:
            raise SpecError(f"an {kind}'s shape: {error}") from None
