"""int8 weights: how far from float32, how they fold, and the ladder of finer scales."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from livedemo_export import Axis, Graph, Input, Model, Quantise
from livedemo_export import quantise as int8
from livedemo_export.errors import ExportError
from livedemo_export.judge import kept
from livedemo_export.pipeline import export
from livedemo_export.session import session
from livedemo_export.share import merge, share, untranspose
from livedemo_export.spec import BLOCKS
from onnx import TensorProto, numpy_helper
from torch import Tensor, nn


@settings(max_examples=60, deadline=None)
@given(
    shape=st.lists(st.integers(1, 70), min_size=2, max_size=3),
    block=st.sampled_from([None, 16, 32]),
    size=st.sampled_from([1e-30, 1e-3, 1.0, 1e20]),
    seed=st.integers(0, 1000),
)
def test_no_weight_moves_by_more_than_half_a_step(
    shape: list[int], block: int | None, size: float, seed: int
) -> None:
    weight = (numpy.random.default_rng(seed).normal(size=shape) * size).astype(numpy.float32)
    packed = int8.pack(weight, block)
    step = numpy.broadcast_to(packed.scale, packed.values.shape).reshape(shape)
    assert packed.unpacked().shape == weight.shape
    assert (abs(packed.unpacked() - weight) <= step * 0.5001).all()


def test_zeros_stay_zero() -> None:
    assert not int8.pack(numpy.zeros((4, 32), numpy.float32), None).unpacked().any()


def test_the_better_axis_is_taken() -> None:
    weight = numpy.ones((64, 32), numpy.float32)
    weight[7] = 1000  # a row of its own size: one scale a row is exact
    assert int8.pack(weight, None).scale.shape == (64, 1)
    assert int8.pack(weight.T.copy(), None).scale.shape == (1, 64)


def tied(rows: int = 96, columns: int = 64) -> Any:
    """x [T, columns] times a table's transpose, and the table's rows at i [T]."""
    table = numpy.random.default_rng(0).normal(size=(rows, columns)).astype(numpy.float32)
    make = onnx.helper.make_node
    value = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [make("MatMul", ["x", "turned"], ["y"]), make("Gather", ["table", "i"], ["g"])],
        "graph",
        [value("x", TensorProto.FLOAT, ["T", columns]), value("i", TensorProto.INT32, ["T"])],
        [value("y", TensorProto.FLOAT, ["T", rows]), value("g", TensorProto.FLOAT, ["T", columns])],
        [
            numpy_helper.from_array(table, "table"),
            numpy_helper.from_array(table.T.copy(), "turned"),
        ],
    )
    return onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=10
    )


@pytest.mark.parametrize("block", BLOCKS)
def test_a_tied_table_is_kept_once_and_folded(block: int | None, tmp_path: Path) -> None:
    models = {"a": tied(), "b": tied()}
    plain = share(copy.deepcopy(models))
    untranspose(models)
    assert int8.quantise(models, block, 1024) == 1
    files = share(models)
    assert plain.weights and files.weights
    scales = 4 * (96 if block is None else 96 * 64 // block)
    assert len(files.weights) == 96 * 64 + scales
    x = numpy.random.default_rng(1).normal(size=(3, 64)).astype(numpy.float32)
    feed = {"x": x, "i": numpy.arange(3, dtype=numpy.int32)}
    exact = session(plain.graphs["a"], plain.weights).run(None, feed)
    near = session(files.graphs["b"], files.weights).run(None, feed)
    assert abs(exact[1] - near[1]).max() < 0.02
    assert numpy.allclose(x @ near[1][:3].T, near[0][:, :3], atol=1e-4)

    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(tmp_path / "folded.onnx")
    options.add_external_initializers_from_files_in_memory(
        ["weights.bin"], [files.weights], [len(files.weights)]
    )
    onnxruntime.InferenceSession(files.graphs["a"], options)
    folded = onnx.load(str(tmp_path / "folded.onnx"))
    # What is multiplied has been folded; of what is looked up, only the rows are ever unpacked.
    makers = {node.output[0]: node for node in folded.graph.node}
    unpacked = [n for n in folded.graph.node if n.op_type in ("DequantizeLinear", "Cast")]
    assert [makers[n.input[0]].op_type for n in unpacked] == ["Gather"]
    whole = {"MatMul", "Gather", "FusedMatMul", "DequantizeLinear", "Cast", "Mul"}
    assert {node.op_type for node in folded.graph.node} <= whole
    product = next(n for n in folded.graph.node if "MatMul" in n.op_type)
    floats = {t.name for t in folded.graph.initializer if t.data_type == TensorProto.FLOAT}
    assert floats & set(product.input)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("indices", [[], [1], ["I"], ["I", 2]])
def test_rows_that_are_looked_up_are_those_of_the_whole_table(
    block: int | None, indices: list[str | int]
) -> None:
    """However the scales lie, and whatever the shape of the indices."""
    made = numpy.random.default_rng(3)
    table = made.normal(size=(96, 64)).astype(numpy.float32)
    for rough in (table, table * made.exponential(size=(96, 1)), table * made.exponential(size=64)):
        model = tied()
        array = rough.astype(numpy.float32)
        model.graph.initializer[0].CopyFrom(numpy_helper.from_array(array, "table"))
        model.graph.input[1].CopyFrom(
            onnx.helper.make_tensor_value_info("i", TensorProto.INT32, indices)
        )
        shape = [*indices, 64]
        model.graph.output[1].CopyFrom(
            onnx.helper.make_tensor_value_info("g", TensorProto.FLOAT, shape)
        )
        int8.quantise({"a": model}, block, 1024)
        size = [n if isinstance(n, int) else 5 for n in indices]
        rows = made.integers(0, 96, size).astype(numpy.int32)
        x = numpy.zeros((2, 64), numpy.float32)
        found = session(share({"a": model}).graphs["a"], None).run(["g"], {"x": x, "i": rows})[0]
        assert (found == int8.pack(array, block).unpacked()[rows]).all()


def test_offsets_are_aligned() -> None:
    models = {"a": tied(97, 33), "b": tied(35, 97)}
    files = share(models)
    for data in files.graphs.values():
        for tensor in onnx.load_model_from_string(data).graph.initializer:
            external = {entry.key: entry.value for entry in tensor.external_data}
            assert external["location"] == "weights.bin"
            assert int(external["offset"]) % 64 == 0


def test_a_small_single_graph_is_one_file() -> None:
    assert share({"a": tied()}).weights is None
    assert share({"a": tied(1000, 100)}).weights is not None


def test_equal_initializers_become_one() -> None:
    model = tied()
    again = model.graph.initializer.add()
    again.CopyFrom(model.graph.initializer[0])
    again.name = "again"
    model.graph.node[1].input[0] = "again"
    merge(model)
    assert [t.name for t in model.graph.initializer] == ["table", "turned"]
    assert model.graph.node[1].input[0] == "table"


def test_a_mask_with_other_numbers_in_it_is_no_weight() -> None:
    """T5's bias by distance, folded into its causal mask: a scale for both would round it away."""
    bias = numpy.random.default_rng(0).normal(size=(64, 64)).astype(numpy.float32)
    masked = numpy.where(numpy.tri(64) > 0, bias, -1e9).astype(numpy.float32)
    for array, more in ((bias, 1), (masked, 0)):
        model = tied()
        model.graph.initializer.append(numpy_helper.from_array(array, "bias"))
        assert int8.quantise({"a": model}, None, 1024) == 2 + more


def test_masks_and_small_weights_stay_as_they_are() -> None:
    model = tied()
    mask = numpy.full((64, 64), -numpy.inf, numpy.float32)
    model.graph.initializer.append(numpy_helper.from_array(mask, "mask"))
    row = numpy.ones((1, 4096), numpy.float32)
    model.graph.initializer.append(numpy_helper.from_array(row, "row"))
    assert int8.quantise({"a": model}, None, 1024) == 2
    assert int8.quantise({"a": tied()}, None, 96 * 64 + 1) == 0


class Spiky(nn.Module):
    """A table whose rows and columns each have one huge number: whole ones share a bad scale."""

    def __init__(self, spike: float) -> None:
        super().__init__()
        made = torch.Generator().manual_seed(0)
        table = torch.randn(128, 128, generator=made)
        table += torch.eye(128) * spike
        self.table = nn.Parameter(table)

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.table


def spiky(spike: float, top1: float) -> Model:
    made = torch.Generator().manual_seed(1)
    examples = [{"x": torch.randn(n, 128, generator=made)} for n in (4, 2)]
    graph = Graph(
        module=Spiky(spike),
        inputs={"x": Input("float32", ("N", 128))},
        outputs={"y": ("N", 128)},
        examples=examples,
    )
    held_out = [{"x": torch.randn(200, 128, generator=made)}]
    for one in held_out:
        one["x"][:, ::2] = 0
    return Model(
        graphs={"run": graph},
        axes={"N": Axis(2, 256)},
        quantise=Quantise("y", held_out, top1=top1),
    )


def test_the_ladder_goes_down_until_the_bound_is_kept(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("def build(): ...\n")
    stages: list[str] = []
    _, shipped = export(tmp_path, spiky(30, 0.98), stages.append, verbose=False)
    verdict = shipped["int8"].verdict
    assert verdict is not None and verdict.top1 is not None
    assert verdict.top1 >= 0.98
    said = ["trace run, graph 1 of 1", "check run, graph 1 of 1"]
    assert stages == [*said, *(s for s in stages if s.startswith("int8 "))]
    assert stages[2] == "int8 per column"
    assert shipped["int8"].scales == stages[-1].removeprefix("int8 ")


def test_a_bound_that_is_missed_is_told_with_numbers(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("def build():\n    Quantise(output='y')\n")
    with pytest.raises(ExportError, match=r"int8 output 'y': top-1 agreement .* per column, .*"):
        export(tmp_path, spiky(30, 1.0), lambda _: None, verbose=False)


def judged_by_cosines(truth: list[Tensor] | None, least: float) -> Model:
    logits = spiky(30, 1.0)
    assert logits.quantise is not None
    held_out = logits.quantise.held_out
    by_cosine = Quantise("y", held_out, cosine=least, truth=truth, block=32)
    return Model(graphs=logits.graphs, axes=logits.axes, quantise=by_cosine)


def test_vectors_are_judged_by_their_cosines(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("def build(): ...\n")
    _, shipped = export(tmp_path, judged_by_cosines(None, 0.99), lambda _: None, verbose=False)
    verdict = shipped["int8"].verdict
    assert verdict is not None and verdict.cosine is not None
    assert 0.99 <= verdict.cosine < 1 and verdict.positions == 200
    assert shipped["int8"].scales == "per 32 weights"  # the ladder begins where the model says


def test_the_truth_may_be_another_model_s(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("def build():\n    Quantise(output='y')\n")
    made = torch.Generator().manual_seed(2)
    other = [torch.randn(200, 128, generator=made)]
    with pytest.raises(ExportError, match=r"int8 output 'y': the lowest cosine .* is -0\.\d"):
        export(tmp_path, judged_by_cosines(other, 0.99), lambda _: None, verbose=False)
    with pytest.raises(ExportError, match=r"truth for output 'y' at N=200 is \[3, 128\]"):
        export(tmp_path, judged_by_cosines([other[0][:3]], 0.99), lambda _: None, verbose=False)


def test_a_choice_as_likely_counts_as_kept() -> None:
    """Which of two a processor's last digits put first may decide no verdict."""
    want = numpy.array([[9.0, 8.0, 1.0], [9.0, 9.0 - 3e-5, 1.0], [9.0, 8.9, 1.0]], "float32")
    got = want[:, [1, 0, 2]]
    assert kept(want, want).all()
    assert kept(want, got).tolist() == [False, True, False]
    ruled_out = numpy.where(want < 2, -numpy.inf, want)
    assert kept(ruled_out, ruled_out[:, [1, 0, 2]]).tolist() == [False, True, False]
