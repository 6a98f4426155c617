"""Wrong graphs are refused by far, right ones have room to spare, on any processor."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from functools import cache

import numpy
import pytest
import torch
from livedemo_export import Axis, Graph, Input, Tolerance
from livedemo_export.allowance import Finding
from livedemo_export.cases import cases
from livedemo_export.check import Expected, check, expected
from livedemo_export.errors import ExportError
from livedemo_export.share import Files, share
from livedemo_export.strip import strip
from livedemo_export.trace import trace
from torch import Tensor, nn

D, H, V, C = 48, 4, 200, 40
AXES = {"T": Axis(2, C)}


class Tiny(nn.Module):
    """A Transformer of two blocks, as GPT-2's or, with `causal` off, as BERT's."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.scale, self.ahead, self.first, self.shape = (D // H) ** -0.5, 0, 0, "none"
        self.words, self.places = nn.Embedding(V, D), nn.Embedding(C + 1, D)
        for table in (self.words, self.places):
            nn.init.normal_(table.weight, std=0.02)
        self.begin = nn.LayerNorm(D, eps=1e-12)
        self.norms = nn.ModuleList(nn.LayerNorm(D, eps=1e-12) for _ in range(4))
        self.qkv = nn.ModuleList(nn.Linear(D, 3 * D) for _ in range(2))
        self.out = nn.ModuleList(nn.Linear(D, D) for _ in range(2))
        self.up = nn.ModuleList(nn.Linear(D, 4 * D) for _ in range(2))
        for weight in self.up.parameters():  # trained ones reach where the two GELUs differ
            nn.init.normal_(weight, std=0.3)
        self.down = nn.ModuleList(nn.Linear(4 * D, D) for _ in range(2))

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """logits [T, V], attention [2, H, T, T], hidden [T, D], best [T]."""
        at = torch.arange(ids.shape[0])
        x = self.begin(self.words(ids) + self.places(at + self.first))
        mask = at[None, :] > at[:, None] + self.ahead  # [T, T]
        looks = []
        for i in range(2):
            q, k, v = (
                part.view(-1, H, D // H).transpose(0, 1)
                for part in self.qkv[i](self.norms[2 * i](x)).split(D, -1)
            )
            scores = (q @ k.transpose(1, 2) * self.scale).masked_fill(mask, -torch.inf)
            weights = scores.softmax(-1)
            looks.append(weights)
            x = x + self.out[i]((weights @ v).transpose(0, 1).reshape(-1, D))
            inner = nn.functional.gelu(self.up[i](self.norms[2 * i + 1](x)), approximate=self.shape)
            x = x + self.down[i](inner)
        logits = x @ self.words.weight.T
        return logits, torch.stack(looks), x, logits.argmax(-1).int()


def graph(module: nn.Module, tolerance: Tolerance | None = None) -> Graph:
    texts = torch.Generator().manual_seed(1)
    return Graph(
        module=module,
        inputs={"ids": Input("int32", ("T",))},
        outputs={
            "logits": ("T", V),
            "attention": (2, H, "T", "T"),
            "hidden": ("T", D),
            "best": ("T",),
        },
        examples=[
            {"ids": torch.randint(V, (n,), generator=texts, dtype=torch.int32)} for n in (9, 2, C)
        ],
        tolerance=tolerance,
    )


def files(of: Graph) -> Files:
    return share({"run": strip(trace(of, AXES, cases(of, AXES)[0]), of)})


def right(_: Tiny) -> None: ...


def changed(change: Callable[[Tiny], None]) -> Tiny:
    module = Tiny()
    change(module)
    return module


@cache
def exported(change: Callable[[Tiny], None]) -> Files:
    made = graph(changed(change))
    return share({"run": strip(trace(made, AXES, cases(made, AXES)[0]), made)})


@cache
def answers() -> list[Expected]:
    made = graph(Tiny())
    return expected(made, cases(made, AXES))


def held(files: Files, tolerance: Tolerance | None = None) -> dict[str, Finding]:
    return check("run", graph(Tiny()), files, answers(), tolerance)


def no_scale(module: Tiny) -> None:
    module.scale = 1.0


def epsilon(module: Tiny) -> None:
    module.begin.eps = 1e-5  # where the embeddings are small, as BERT's are


def tanh(module: Tiny) -> None:
    module.shape = "tanh"


def mask(module: Tiny) -> None:
    module.ahead = 1


def position(module: Tiny) -> None:
    module.first = 1


@pytest.mark.parametrize("change", [no_scale, epsilon, tanh, mask, position])
def test_a_graph_that_is_wrong_in_a_small_way(change: Callable[[Tiny], None]) -> None:
    with pytest.raises(ExportError, match=r"output '\w+' at T=9: torch and onnxruntime differ "):
        held(exported(change))
    # and by far: GELU by tanh, the nearest of them, by some twenty times what is allowed
    for one in answers():
        with torch.no_grad():
            logits = changed(change)(one.case.inputs["ids"])[0].numpy()
        assert one.find("logits", logits).share > 10


def test_the_right_graph_has_room_to_spare() -> None:
    found = held(exported(right))
    assert {name for name, one in found.items() if one.difference is None} == {"best"}
    assert max(one.share for one in found.values()) < 1 / 3
    assert found["logits"].share > 0


def test_the_message_says_which_bound_failed_and_in_which_unit() -> None:
    wrong = exported(tanh)
    units = r"in a row whose largest value is \S+: \S+ units in its last place, allowed are \S+ "
    with pytest.raises(ExportError, match=units + r"\(32 and 8 times torch's own error in float32"):
        held(wrong)
    with pytest.raises(ExportError, match=r"\(atol 1e-07, rtol 1e-06: this model's own tolerance"):
        held(wrong, Tolerance(1e-7, 1e-6))
    assert held(wrong, Tolerance(0.1, 0.1))["logits"].share < 1


def one(function: Callable[..., object], **inputs: Tensor) -> Graph:
    """A graph of no axes."""

    class Function(nn.Module):
        def forward(self, *given: Tensor) -> object:
            return function(*given)

    outputs = function(*inputs.values())
    several = outputs if isinstance(outputs, tuple) else (outputs,)
    return Graph(
        module=Function(),
        inputs={n: Input(str(t.dtype)[6:], tuple(t.shape)) for n, t in inputs.items()},
        outputs={f"y{i}": tuple(t.shape) for i, t in enumerate(several)},
        examples=[inputs],
    )


def test_what_asks_for_float32_runs_in_float64_all_the_same() -> None:
    hidden = torch.tensor(1 / 3)  # no parameter: a deep copy of the module doesn't widen it
    made = one(
        lambda x: (x.float() * torch.ones(20, dtype=torch.float32) * hidden).to(torch.float32),
        x=torch.linspace(0, 1, 20),
    )
    (known,) = expected(made, cases(made, {}))
    assert known.exact is not None and known.exact["y0"].dtype == numpy.float64
    assert known.why == ""


def test_where_float64_cannot_run_a_norm_holds_and_the_reason_is_told() -> None:
    def rounded(x: Tensor) -> Tensor:
        return (x.bfloat16().float() * 3).exp()

    made = one(rounded, x=torch.linspace(0, 1, 64))
    (known,) = expected(made, cases(made, {}))
    assert known.exact is None and "rounds to torch.bfloat16" in known.why
    answer = known.outputs["y0"]
    assert known.find("y0", answer * (1 + 1e-6)).share < 1 / 3
    beyond = known.find("y0", answer * 1.001)
    assert beyond.share > 5 and "of a row's length (L2 norm), allowed is 0.0001" in beyond.how


def test_a_weight_behind_a_mask_is_nothing_at_all() -> None:
    known = answers()[0]
    attention = known.outputs["attention"].copy()
    assert attention[0, 0, 0, 5] == 0
    attention[0, 0, 0, 5] = 1e-12
    found = known.find("attention", attention)
    assert found.share == math.inf and "1 values that are exactly 0, by 1e-12" in found.how


def test_what_cancels_to_0_may_round() -> None:
    made = one(lambda x: (x + 0.1) * 3 - 3 * x - 0.3, x=torch.linspace(0, 1, 64))
    (known,) = expected(made, cases(made, {}))
    error = numpy.full(64, 1e-7, numpy.float32)
    assert known.find("y0", error).share < 1
    assert known.find("y0", error * 1000).share > 5


def test_a_choice_that_is_nearly_even_may_fall_either_way() -> None:
    made = one(
        lambda x: torch.topk(x.square(), 3).indices.int(),
        x=torch.tensor([2.0, 3.0, 3.0 + 3e-7, 1.0, 4.0]),
    )
    (known,) = expected(made, cases(made, {}))
    assert known.outputs["y0"].tolist() == [4, 2, 1]
    assert known.find("y0", numpy.array([4, 1, 2], "int32")).share == 0
    wrong = known.find("y0", numpy.array([4, 2, 0], "int32"))
    assert wrong.share == math.inf and "in 1 of 3 values; int32 allows none" in wrong.how


def test_infinities_are_the_same_or_wrong() -> None:
    made = one(lambda x: torch.where(x > 0, x, -torch.inf), x=torch.linspace(-1, 1, 20))
    (known,) = expected(made, cases(made, {}))
    assert known.find("y0", known.outputs["y0"]).share < 1
    finite = numpy.maximum(known.outputs["y0"], -1e30)
    assert known.find("y0", finite).share == math.inf


def test_a_tiny_row_beside_a_large_one() -> None:
    def scaled(x: Tensor) -> Tensor:
        return x.softmax(-1) * torch.tensor([[1e6], [1e-6], [0.0]])

    made = one(scaled, x=torch.randn(3, 64, generator=torch.Generator().manual_seed(0)))
    (known,) = expected(made, cases(made, {}))
    answer = known.outputs["y0"]
    assert known.find("y0", answer).share < 1
    wrong = copy.copy(answer)
    wrong[1] *= 1.001  # nothing beside the first row's numbers
    assert known.find("y0", wrong).share > 20
