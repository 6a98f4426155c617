"""Examples, and torch's outputs, are held to what a graph declares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import torch
from livedemo_export import Axis, Example, Graph, Input
from livedemo_export.cases import case, cases, reference
from livedemo_export.errors import ExportError
from torch import Tensor, nn

AXES = {"T": Axis(1, 8), "S": Axis(2, 8)}


class Function(nn.Module):
    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *inputs: Tensor) -> Any:
        return self.function(*inputs)


def graph(
    examples: Sequence[Example],
    inputs: dict[str, Input] | None = None,
    function: Callable[..., Any] = lambda x: x + 1,
    outputs: dict[str, Any] | None = None,
) -> Graph:
    return Graph(
        module=Function(function),
        inputs=inputs or {"x": Input("float32", ("T",))},
        outputs=outputs or {"y": ("T",)},
        examples=examples,
    )


def of(*lengths: int) -> list[dict[str, Tensor]]:
    return [{"x": torch.ones(length)} for length in lengths]


TWO = {"x": Input("float32", ("T",)), "z": Input("float32", ("T", 2))}

EXAMPLES: list[tuple[Graph, str]] = [
    (graph([{"x": [1.0]}]), "needs a tensor"),
    (
        graph([{"x": torch.ones(3, dtype=torch.int64)}]),
        "declared float32, but an example has int64",
    ),
    (graph([{"x": torch.ones(3, 2)}]), r"declared with 1 axes, but an example has shape \[3, 2\]"),
    (graph(of(9)), r"T=9 is outside Axis\(1, 8\)"),
    (graph(of(3, 3)), "axis 'T' is 3 in every example"),
    (graph([{"x": torch.ones(3), "z": torch.ones(4, 2)}], TWO), "'T' is 3 and 4 in one example"),
    (graph([{"x": torch.ones(3), "z": torch.ones(3, 3)}], TWO), "has an axis of 2, but an"),
    (
        graph([{"x": torch.ones(3)}], {**TWO, "z": Input("float32", ("S",), default=0)}),
        "nothing else fixes axis 'S'",
    ),
]


@pytest.mark.parametrize(("wrong", "message"), EXAMPLES)
def test_an_example_that_is_not_as_declared(wrong: Graph, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        cases(wrong, AXES)


def test_what_is_traced_is_two_or_longer() -> None:
    assert [one.sizes["T"] for one in cases(graph(of(1, 5, 2)), AXES)] == [5, 1, 2]


def test_a_length_of_1_is_checked_where_it_is_allowed() -> None:
    assert [one.sizes["T"] for one in cases(graph(of(3, 4)), AXES)] == [3, 4, 1]
    assert [one.sizes["T"] for one in cases(graph(of(3, 1)), AXES)] == [3, 1]
    two = {"x": Input("float32", ("T", "S")), "z": Input("int32", ("T",), default=0)}
    made = cases(graph([{"x": torch.ones(3, 4)}, {"x": torch.ones(2, 2)}], two), AXES)
    assert [one.sizes for one in made[2:]] == [{"T": 1, "S": 4}]
    assert made[2].inputs["z"].shape == (1,)


def test_a_length_that_forward_cannot_take_is_told() -> None:
    wrong = graph(of(5, 4), function=lambda x: x + x[1])
    one = cases(wrong, AXES)[-1]
    with pytest.raises(ExportError, match=r"forward\(\) fails at T=1: IndexError: index 1 is out"):
        reference(wrong, one)


def test_defaults_fill_what_is_left_out() -> None:
    inputs = {**TWO, "z": Input("int32", ("T", 2), default=7)}
    whole = case(graph([{"x": torch.ones(3)}], inputs), AXES, {"x": torch.ones(3)})
    assert whole.inputs["z"].tolist() == [[7, 7]] * 3
    assert whole.inputs["z"].dtype == torch.int32


OUTPUTS: list[tuple[Callable[..., Any], str]] = [
    (lambda x: (x, x), "returns 2 tensors, but 1 outputs are declared: y"),
    (lambda x: "text", "output 'y' is str, not a tensor"),
    (lambda x: x[:-1], r"declared \[T\], which is \[5\] at T=5, but torch gives \[4\]"),
    (lambda x: x.double(), r"output 'y' is float64: return .float\(\)"),
    (lambda x: x.long(), r"output 'y' is int64: return .int\(\)"),
]


@pytest.mark.parametrize(("function", "message"), OUTPUTS)
def test_an_output_that_is_not_as_declared(function: Callable[..., Any], message: str) -> None:
    wrong = graph(of(5, 1), function=function)
    with pytest.raises(ExportError, match=message):
        reference(wrong, cases(wrong, AXES)[0])


def test_the_module_itself_is_put_into_eval_mode() -> None:
    # only a child was: its wrapper would have switched dropout on again
    inner = nn.Dropout(0.5)
    outer = nn.Sequential(inner)
    inner.eval()
    outer.train()
    one = graph(of(8, 1))
    dropped = Graph(outer, one.inputs, one.outputs, one.examples)
    assert reference(dropped, cases(dropped, AXES)[0])["y"].tolist() == [1.0] * 8


def test_axes_of_outputs_may_be_sums() -> None:
    made = graph(of(5, 1), function=lambda x: torch.cat([x, x])[1:], outputs={"y": ("2*T-1",)})
    assert reference(made, cases(made, AXES)[0])["y"].shape == (9,)
