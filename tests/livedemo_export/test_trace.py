"""What tracing makes of modules that are odd, and of those that can't be traced."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from livedemo_export import Axis, Graph, Input, Model
from livedemo_export.errors import ExportError
from livedemo_export.pipeline import Shipped, export
from livedemo_export.session import session
from livedemo_export.trace import KNOWN
from torch import Tensor, nn


class Function(nn.Module):
    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Any:
        return self.function(x)


class Several(nn.Module):
    """Takes any number of tensors, leaves one unused, hands one through and gives one twice."""

    def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
        x, through, _ = tensors
        y = x.relu()
        return y, y, through


def exported(tmp_path: Path, graph: Graph) -> Shipped:
    (tmp_path / "model.py").write_text("def build(): ...\n")
    model = Model(graphs={"run": graph}, axes={"N": Axis(1, 9)})
    _, shipped = export(tmp_path, model, lambda _: None, verbose=False)
    return shipped["fp32"]


def of(function: Callable[..., Any]) -> Graph:
    return Graph(
        module=Function(function),
        inputs={"x": Input("float32", ("N", 3))},
        outputs={"y": ("N", 3)},
        examples=[{"x": torch.ones(n, 3)} for n in (7, 5)],
    )


def test_unused_inputs_and_repeated_outputs_keep_their_names(tmp_path: Path) -> None:
    graph = Graph(
        module=Several(),
        inputs={
            "x": Input("float32", ("N",)),
            "through": Input("float32", (2,), default=3),
            "unused": Input("int32", (), default=0),
        },
        outputs={"y": ("N",), "again": ("N",), "same": (2,)},
        examples=[{"x": torch.randn(n)} for n in (4, 2)],
    )
    files = exported(tmp_path, graph).files
    feed = {
        "x": numpy.array([-1, 2], numpy.float32),
        "through": numpy.array([5, 6], numpy.float32),
        "unused": numpy.array(1, numpy.int32),
    }
    y, again, same = session(files.graphs["run"], files.weights).run(["y", "again", "same"], feed)
    assert y.tolist() == again.tolist() == [0, 2]
    assert same.tolist() == [5, 6]


def parts(x: Tensor) -> Tensor:
    """Operators that ONNX lacks, of one result and of several."""
    size, least = torch.var_mean(x, dim=1, keepdim=True)  # in the table of decompositions
    near = (x > 0) & (x < 1)
    return torch.where(near, x.T.to(torch.float32).T - least, size).to(torch.float32)


def writes(x: Tensor) -> Tensor:
    """Writes to a tensor of its own, by way of a view."""
    y = x.clone()
    y[:, 0].mul_(3)
    return y


def asks(x: Tensor) -> Tensor:
    """Reads a number from a tensor that is known when it is traced."""
    return x * torch.tensor([1.5, 2.5]).mean().item() + torch.ones(3).std().item()


@pytest.mark.parametrize("function", [parts, writes, asks])
def test_operators_that_onnx_lacks_are_spelt_out(
    tmp_path: Path, function: Callable[[Tensor], Tensor]
) -> None:
    files = exported(tmp_path, of(function)).files  # held against torch at two lengths
    x = torch.linspace(-1, 2, 12).reshape(4, 3)
    (got,) = session(files.graphs["run"], files.weights).run(["y"], {"x": x.numpy()})
    assert got == pytest.approx(function(x).numpy(), abs=1e-6)


def test_only_what_onnx_lacks_is_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from livedemo_export import decompose

    whole, one = decompose._whole, decompose._spell_out
    ran: list[object] = []

    def all_of_it(program: Any, registry: Any) -> Any:
        ran.append("whole")
        return whole(program, registry)

    def a_node(program: Any, module: Any, node: Any, table: Any) -> None:
        ran.append(node.target)
        one(program, module, node, table)

    monkeypatch.setattr(decompose, "_whole", all_of_it)
    monkeypatch.setattr(decompose, "_spell_out", a_node)
    exported(tmp_path, of(lambda x: (x.T.T + 1).relu()))
    assert ran == [torch.ops.aten.numpy_T.default] * 2
    exported(tmp_path, of(writes))
    assert ran[2:] == ["whole"]


@pytest.mark.parametrize("tool", KNOWN)
def test_another_version_exports_in_its_own_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    version = metadata.version
    assert version(tool).partition("+")[0] == KNOWN[tool]  # a new pin asks for a look inside
    known = exported(tmp_path, of(parts)).files
    monkeypatch.setattr(metadata, "version", lambda n: "2.99.0" if n == tool else version(n))
    monkeypatch.setitem(sys.modules, "livedemo_export.decompose", None)  # importing it raises
    other = exported(tmp_path, of(parts)).files
    x = torch.linspace(-1, 2, 12).reshape(4, 3).numpy()
    one, two = (session(f.graphs["run"], f.weights).run(["y"], {"x": x})[0] for f in (known, other))
    assert one == pytest.approx(two, abs=1e-6)


WRONG: list[tuple[Callable[..., Any], str]] = [
    (
        lambda x: x if x.sum() > 0 else -x,
        r"graph 'run': torch can't trace it at N=7: .*\(an `if` on a tensor's values",
    ),
    (
        lambda x: x if x.shape[0] > 4 else -x,
        r"differ by 2 .*at N=7, which was traced, they agree \(does forward\(\) decide",
    ),
    (
        lambda x: x if int(x.shape[0]) == 7 else -x,
        "axis 'N' of input 'x' became a constant, 7: forward.. decides",
    ),
    (
        lambda x: (x.double() * torch.ones(3, dtype=torch.float64)).float(),
        "gives float64, which the browser's WebGPU lacks: compute in float32",
    ),
]


@pytest.mark.parametrize(("function", "message"), WRONG)
def test_what_can_not_be_exported(
    tmp_path: Path, function: Callable[..., Any], message: str
) -> None:
    with pytest.raises(ExportError, match=message):
        exported(tmp_path, of(function))
