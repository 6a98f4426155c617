"""An author's names are kept, whatever the exporter calls what is inside of a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from livedemo.model import Run
from livedemo.tensor import Tensor as Shown
from livedemo_export import Axis, Graph, Input, Model, SpecError
from livedemo_export.ensure import ensure
from livedemo_export.pipeline import export
from livedemo_export.session import session
from torch import Tensor, nn


class Inner(nn.Module):
    """A parameter, a buffer and a submodule, and operators of many names."""

    table: Tensor

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.net = nn.Linear(3, 3)
        self.weight = nn.Parameter(torch.linspace(0.5, 1.5, 3))
        self.register_buffer("table", torch.linspace(0, 1, 3))

    def forward(self, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.net(first) * self.weight + self.table + second
        return hidden.softmax(-1), hidden.relu() + 1


# Operators; the exporter's own numbering and ours; a parameter, a buffer, a module, the graph's own
# arguments; Python's.
NAMES = [
    *("softmax", "linear", "add", "add_1", "mul", "relu", "val_0", "v2", "v3", "n0", "output_0"),
    *("weight", "table", "net", "first", "second", "graph", "run", "forward", "values", "größe"),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_output_or_an_input_is_called_as_its_author_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "model.py").write_text("def build(): ...\n")
    other = NAMES[(NAMES.index(name) + 1) % len(NAMES)]
    module = Inner()
    examples = [(torch.randn(n, 3), torch.randn(n, 3)) for n in (4, 2)]
    graphs = {
        "out": Graph(
            module=module,
            inputs={"x": Input("float32", ("N", 3)), "y": Input("float32", ("N", 3))},
            outputs={name: ("N", 3), other: ("N", 3)},
            examples=[{"x": x, "y": y} for x, y in examples],
        ),
        "in": Graph(
            module=module,
            inputs={name: Input("float32", ("N", 3)), other: Input("float32", ("N", 3))},
            outputs={"p": ("N", 3), "q": ("N", 3)},
            examples=[{name: x, other: y} for x, y in examples],
        ),
    }
    _, shipped = export(tmp_path, Model(graphs, {"N": Axis(1, 9)}), lambda _: None, verbose=False)
    files = shipped["fp32"].files
    x, y = examples[1]
    known = [part.detach().numpy() for part in module(x, y)]
    feeds = {"x": x.numpy(), "y": y.numpy()}
    answers = session(files.graphs["out"], files.weights).run([name, other], feeds)
    feeds = {name: x.numpy(), other: y.numpy()}
    answers += session(files.graphs["in"], files.weights).run(["p", "q"], feeds)
    for got, want in zip(answers, [*known, *known], strict=True):
        assert numpy.allclose(got, want, atol=1e-5)


def test_a_run_gives_outputs_before_methods() -> None:
    run = Run(values=Shown.of("int32", [1]), keys=Shown.of("int32", [2]))
    values: Any = run.values
    keys: Any = run.keys
    assert values.tolist() == [1] and keys.tolist() == run["keys"].tolist() == [2]
    assert {**run} == dict(run)
    with pytest.raises(AttributeError, match="this run has values, keys"):
        _ = run.logits


X = Input("float32", ("T",))


def graph(inputs: dict[str, Input], outputs: dict[str, tuple[int | str, ...]]) -> Graph:
    example = {name: torch.ones(3) for name in inputs}
    return Graph(nn.Identity(), inputs, outputs, [example])


@pytest.mark.parametrize(
    ("inputs", "outputs", "told"),
    [
        ({"x": X}, {"y z": ("T",)}, "'y z' is no name"),
        ({"x": X}, {"y-1": ("T",)}, "'y-1' is no name"),
        ({"x": X}, {"": ("T",)}, "'' is no name"),
        ({"x": X}, {"y\n": ("T",)}, r"'y\\n' is no name"),
        ({"x": X}, {"__class__": ("T",)}, "'__class__' is no name"),
        ({"x": X}, {"ﬁt": ("T",)}, "Python reads it as 'fit'"),
        ({"outputs": X}, {"y": ("T",)}, "can't be called 'outputs'"),
        ({"keep": X}, {"y": ("T",)}, "can't be called 'keep'"),
        ({"self": X}, {"y": ("T",)}, "can't be called 'self'"),
        ({"class": X}, {"y": ("T",)}, "can't be called 'class'"),
        ({"x": X}, {"x": ("T",)}, "x: input and output of one graph need different names"),
        ({"x": X}, {"y": ("N",)}, "output 'y' has an axis 'N' that no input has.* Known: T"),
        ({"x": X}, {"y": ("T+N",)}, "output 'y' has an axis 'N' that no input has"),
        ({"x": X}, {"y": ("T",), "z": (2, "t")}, "output 'z' has an axis 't'"),
        ({"x": Input("float32", (3,))}, {"y": ("T",)}, "output 'y' has an axis 'T'"),
    ],
)
def test_a_name_or_an_axis_that_can_not_be(
    inputs: dict[str, Input], outputs: dict[str, tuple[int | str, ...]], told: str
) -> None:
    with pytest.raises(SpecError, match=told):
        graph(inputs, outputs)


FOUND = """import torch
from livedemo_export import Axis, Graph, Input, Model


class Found(torch.nn.Module):
    def forward(self, x):
        return x.nonzero().int()


def build():
    run = Graph(
        module=Found(),
        inputs={"x": Input("float32", ("T",))},
        outputs={"where": ("N", 1)},
        examples=[{"x": torch.ones(n)} for n in (3, 4)],
    )
    return Model(graphs={"run": run}, axes={"T": Axis(1, 9), "N": Axis(1, 9)})
"""


def test_such_an_axis_is_told_at_the_authors_own_line(tmp_path: Path) -> None:
    folder = tmp_path / "export/models/found"
    folder.mkdir(parents=True)
    (folder / "model.py").write_text(FOUND)
    _, errors = ensure(tmp_path, ["found"])
    assert errors["found"].where == (folder / "model.py", 11)
    assert "KeyError" not in errors["found"].message
    assert "output 'where' has an axis 'N' that no input has" in errors["found"].message
