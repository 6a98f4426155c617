"""Refuses graphs that a browser can't run: the WebGPU build lacks some types and operators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import onnx
from onnx import TensorProto, shape_inference

from livedemo_export.errors import ExportError

#: What a tensor inside a graph may be. int64 is for shapes and indices, which never leave it.
ALLOWED = frozenset(
    (
        TensorProto.FLOAT,
        TensorProto.FLOAT16,
        TensorProto.INT8,
        TensorProto.UINT8,
        TensorProto.INT32,
        TensorProto.UINT32,
        TensorProto.INT64,
        TensorProto.BOOL,
    )
)

CURES: dict[int, str] = {
    TensorProto.DOUBLE: "compute in float32 (.float(), dtype=torch.float32)",
    TensorProto.INT16: "use .int()",
    TensorProto.UINT16: "use .int()",
    TensorProto.UINT64: "use .int()",
    TensorProto.BFLOAT16: "use .float()",
    TensorProto.STRING: "keep text in Python",
}


def forbid(model: Any) -> None:
    """Raise `ExportError` for a tensor or operator of ``model`` that no browser backend has."""
    for function in model.functions:
        raise ExportError(f"operator {function.name} is a function of its own: not supported")
    for opset in model.opset_import:
        if opset.domain not in ("", "ai.onnx"):
            used = sorted({n.op_type for n in _nodes(model.graph) if n.domain == opset.domain})
            if used:
                raise ExportError(
                    f"operators of {opset.domain} ({', '.join(used)}) don't exist in the browser"
                )
    inferred = shape_inference.infer_shapes(model)
    makers = {name: node.op_type for node in _nodes(model.graph) for name in node.output}
    for name, kind in _types(inferred.graph):
        if kind not in ALLOWED and kind != TensorProto.UNDEFINED:
            by = f"operator {makers[name]} gives" if name in makers else f"tensor {name!r} is"
            dtype = onnx.helper.tensor_dtype_to_string(kind).removeprefix("TensorProto.").lower()
            dtype = {"double": "float64", "float": "float32"}.get(dtype, dtype)
            cure = CURES.get(kind, "use float32, int32 or bool")
            raise ExportError(f"{by} {dtype}, which the browser's WebGPU lacks: {cure}")


def _bodies(node: Any) -> Iterator[Any]:
    for attribute in node.attribute:
        yield from attribute.graphs
        if attribute.HasField("g"):
            yield attribute.g


def _nodes(graph: Any) -> Iterator[Any]:
    for node in graph.node:
        yield node
        for body in _bodies(node):
            yield from _nodes(body)


def _types(graph: Any) -> Iterator[tuple[str, int]]:
    for value in (*graph.input, *graph.output, *graph.value_info):
        yield value.name, value.type.tensor_type.elem_type
    for tensor in graph.initializer:
        yield tensor.name, tensor.data_type
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield node.output[0], attribute.t.data_type
        for body in _bodies(node):
            yield from _types(body)
