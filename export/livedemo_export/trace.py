"""A torch module as an ONNX graph, with its dynamic axes by name."""

from __future__ import annotations

import contextlib
import inspect
import io
import logging
import warnings
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

import onnx
import torch

from livedemo_export.axes import shown
from livedemo_export.cases import Case
from livedemo_export.errors import ExportError
from livedemo_export.spec import Axis, Graph
from livedemo_export.strip import OPSET, private

#: Whose inside `livedemo_export.decompose` knows. Any other version goes its own way, which takes
#: longer and gives the same.
KNOWN = {"torch": "2.13.0", "onnxscript": "0.7.2"}


def trace(graph: Graph, axes: Mapping[str, Axis], one: Case, verbose: bool = False) -> Any:
    """``graph`` traced at ``one`` (whose dynamic axes are all 2 or longer), as a ModelProto."""
    graph.module.eval()
    dims = {
        axis: torch.export.Dim(axis, min=axes[axis].min, max=axes[axis].max) for axis in one.sizes
    }
    shapes: tuple[Any, ...] = tuple(
        {index: dims[a] for index, a in enumerate(declared.shape) if isinstance(a, str)} or None
        for declared in graph.inputs.values()
    )
    if _takes_any(graph.module):
        shapes = (shapes,)  # *args are one parameter, a tuple
    arguments = tuple(tensor.clone() for tensor in one.inputs.values())
    with contextlib.nullcontext() if verbose else _quiet(), _sparing():
        try:
            program = torch.onnx.export(
                graph.module,
                arguments,
                dynamo=True,
                opset_version=OPSET,
                dynamic_shapes=shapes or None,
                input_names=private("input", graph.inputs),
                output_names=private("output", graph.outputs),
                verbose=verbose,
            )
        except Exception as error:
            raise ExportError(
                f"torch can't trace it at {shown(one.sizes)}: {_cause(error)}"
            ) from error
    assert program is not None
    model = onnx.ModelProto.FromString(program.model_proto.SerializeToString())
    _still_dynamic(model, graph)
    return model


def _sparing() -> contextlib.AbstractContextManager[None]:
    if any(metadata.version(name).partition("+")[0] != one for name, one in KNOWN.items()):
        return contextlib.nullcontext()
    from livedemo_export.decompose import sparing

    return sparing()


def _still_dynamic(model: Any, graph: Graph) -> None:
    """Raise `ExportError` for an axis that tracing took for a constant."""
    names = dict(zip(private("input", graph.inputs), graph.inputs, strict=True))
    for value in model.graph.input:
        name = names.get(value.name, "")
        declared = graph.inputs[name].shape if name else ()
        for axis, dim in zip(declared, value.type.tensor_type.shape.dim, strict=False):
            if isinstance(axis, str) and dim.HasField("dim_value"):
                raise ExportError(
                    f"axis {axis!r} of input {name!r} became a constant, {dim.dim_value}: "
                    "forward() decides something in Python by its length"
                )


def _takes_any(module: torch.nn.Module) -> bool:
    parameters = inspect.signature(module.forward).parameters.values()
    return any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters)


def _cause(error: BaseException) -> str:
    """The innermost cause's first telling line: torch wraps it in pages of advice."""
    while error.__cause__ is not None:
        error = error.__cause__
    lines = [line.strip(" -\t") for line in str(error).splitlines()]
    said = next((line for line in lines if line), "no reason given")
    if "data-dependent" in said:
        said += " (an `if` on a tensor's values can't be exported: use torch.where)"
    return f"{type(error).__name__}: {said}"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's progress, its log and its warnings about itself."""
    logger = logging.getLogger("torch")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
