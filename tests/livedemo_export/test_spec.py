"""A declaration that can't be is refused where it is made, with the choices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise, SpecError


def graph(**changed: Any) -> Graph:
    given: dict[str, Any] = {
        "module": torch.nn.Identity(),
        "inputs": {"x": Input("float32", ("T",))},
        "outputs": {"y": ("T",)},
        "examples": [{"x": torch.ones(3)}],
    }
    return Graph(**{**given, **changed})


X = [{"x": torch.ones(2)}]

CASES: list[tuple[Callable[[], object], str]] = [
    (lambda: Axis(0, 4), "1 <= min < max"),
    (lambda: Axis(4, 4), "write a fixed length as a number"),
    (lambda: Input("int64", ("T",)), "'int64': use int32, float32 or bool"),
    (lambda: Input("float16", ("T",)), "use int32, float32 or bool"),
    (lambda: Input("float32", ("T-1",)), "an input's axis is a name or a number"),
    (lambda: Input("float32", ["T"]), "must be a tuple"),  # type: ignore[arg-type]
    (lambda: Input("float32", (0,)), "0 in an input's shape"),
    (lambda: graph(outputs={}), "without outputs"),
    (lambda: graph(examples=[]), "without examples"),
    (lambda: graph(outputs={"y": ("T +",)}), r"'T \+' is no axis"),
    (lambda: graph(outputs={"y": ("T/2",)}), r"only names, whole numbers and \+ - \* //"),
    (lambda: graph(outputs={"x": ("T",)}), "x: input and output of one graph"),
    (lambda: graph(outputs={"1st": ("T",)}), "'1st' is no name"),
    (lambda: graph(examples=[{}]), r"lacks input 'x' \(float32 \[T\]\), which has no default"),
    (lambda: graph(examples=[{"xx": 1}]), 'Did you mean "x"'),
    (
        lambda: Model(graphs={"run": graph()}, axes={"Time": Axis(1, 4)}),
        "graph 'run' uses axis 'T', which axes= lacks.* Known: Time",
    ),
    (lambda: Model(graphs={}, assets={"words": Path("none/words.json")}), "no file words.json"),
    (lambda: Model(graphs={}, facts={"size": torch.ones(1)}), "facts= must be JSON"),
    (lambda: Model(graphs={}, facts={"loss": float("nan")}), "facts= must be JSON"),
    (lambda: Quantise(output="y", held_out=[]), "without held_out"),
    (lambda: Quantise(output="y", held_out=X, top1=98), "a share between 0 and 1"),
    (
        lambda: Model({"run": graph()}, {"T": Axis(1, 4)}, quantise=Quantise("logits", X)),
        "names output 'logits'. Known: y",
    ),
    (
        lambda: Model({"run": graph()}, {"T": Axis(1, 4)}, quantise=Quantise("y", X, graph="runs")),
        "names graph 'runs'. Did you mean \"run\"",
    ),
]


@pytest.mark.parametrize(("make", "message"), CASES)
def test_a_mistake_is_named(make: Callable[[], object], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        make()


def test_a_default_need_not_be_in_an_example() -> None:
    inputs = {"x": Input("float32", ("T",)), "gain": Input("float32", (2,), default=0)}
    assert graph(inputs=inputs).examples
