"""What no browser backend has is refused by name."""

from __future__ import annotations

from typing import Any

import onnx
import pytest
from livedemo_export.errors import ExportError
from livedemo_export.forbid import forbid
from onnx import TensorProto


def casting(dtype: int, domain: str = "", op: str = "Cast") -> onnx.ModelProto:
    value = onnx.helper.make_tensor_value_info
    to: dict[str, Any] = {"to": dtype} if op == "Cast" else {}
    nodes = [
        onnx.helper.make_node(op, ["x"], ["inside"], domain=domain, **to),
        onnx.helper.make_node("Cast", ["inside"], ["y"], to=TensorProto.FLOAT),
    ]
    graph = onnx.helper.make_graph(
        nodes, "g", [value("x", TensorProto.FLOAT, [2])], [value("y", TensorProto.FLOAT, [2])]
    )
    opsets = [onnx.helper.make_opsetid("", 20)]
    if domain:
        opsets.append(onnx.helper.make_opsetid(domain, 3))
    return onnx.helper.make_model(graph, opset_imports=opsets)


@pytest.mark.parametrize(
    ("dtype", "message"),
    [
        (TensorProto.DOUBLE, "operator Cast gives float64.*compute in float32"),
        (TensorProto.INT16, "gives int16.*use .int"),
        (TensorProto.FLOAT8E4M3FN, "gives float8e4m3fn"),
        (TensorProto.STRING, "gives string.*keep text in Python"),
        (TensorProto.BFLOAT16, "gives bfloat16"),
    ],
)
def test_dtypes(dtype: int, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        forbid(casting(dtype))


@pytest.mark.parametrize("dtype", [TensorProto.INT64, TensorProto.FLOAT16, TensorProto.BOOL])
def test_what_may_be_inside(dtype: int) -> None:
    forbid(casting(dtype))


def test_operators() -> None:
    with pytest.raises(ExportError, match=r"ai.onnx.ml \(Scaler\) don't exist in the browser"):
        forbid(casting(0, "ai.onnx.ml", "Scaler"))
