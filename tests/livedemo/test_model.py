"""A model checks names, shapes and defaults before any backend sees them."""

import asyncio
import copy
from typing import Any

import pytest
from livedemo.model import BaseModel, ModelError
from livedemo.tensor import Tensor

SPEC = {
    "model": "sums",
    "axes": {"T": [1, 8]},
    "graphs": {
        "run": {
            "inputs": {
                "ids": {"dtype": "int32", "shape": ["T"]},
                "mask": {"dtype": "int32", "shape": ["T"], "default": None},
                "scale": {"dtype": "float32", "shape": [2], "default": 1.0},
            },
            "outputs": {"sum": {"dtype": "int32", "shape": ["T"]}, "state": {}},
        }
    },
}


class Adder(BaseModel):
    """Adds ids and mask in Python: small, and a real backend all the same."""

    async def run_graph(
        self, graph: str, feeds: dict[str, Tensor], outputs: list[str], keep: list[str]
    ) -> dict[str, Tensor]:
        factor = sum(feeds["scale"].tolist())
        pairs = zip(feeds["ids"].tolist(), feeds["mask"].tolist(), strict=True)
        total = Tensor.of("int32", [factor * (a + b) for a, b in pairs])
        return {name: total for name in (*outputs, *keep)}


def run(**tensors: Any) -> list[int]:
    result: list[int] = asyncio.run(Adder(SPEC)(**tensors)).sum.tolist()
    return result


def test_defaults_are_filled_in() -> None:
    assert run(ids=[1, 2], mask=[3, 4]) == [8, 12]


def test_a_default_spreads_over_an_axis_that_another_input_has_measured() -> None:
    spec: Any = copy.deepcopy(SPEC)
    run = spec["graphs"]["run"]
    run["inputs"]["mask"]["default"] = 5
    run["inputs"] = dict(reversed(run["inputs"].items()))  # whatever their order is
    assert asyncio.run(Adder(spec)(ids=[1, 2])).sum.tolist() == [12, 14]


def test_a_bare_number_fills_a_fixed_shape() -> None:
    assert run(ids=[1], mask=[1], scale=2) == [8]


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"ids": [1]}, "input 'mask' is missing"),
        ({"idss": [1]}, "no input 'idss'; known: ids, mask, scale"),
        ({"ids": [1, 2], "mask": [1]}, "must have shape ['T'], T from 1 to 8, not [1]"),
        ({"ids": [[1]], "mask": [1]}, "must have shape ['T']"),
        ({"ids": [], "mask": []}, "T from 1 to 8, not [0]"),
        ({"ids": [1] * 9, "mask": [1] * 9}, "T from 1 to 8, not [9]"),
        ({"ids": Tensor.of("float32", [1]), "mask": [1]}, "must be int32, not float32"),
        ({"ids": ["a"], "mask": [1]}, "input 'ids'"),
        ({"ids": [2**40], "mask": [1]}, "input 'ids'"),
        ({"ids": [1], "mask": [1], "outputs": ["summ"]}, "no output 'summ'; known: sum, state"),
    ],
)
def test_wrong_calls_say_what_is_wrong(tensors: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError) as caught:
        run(**tensors)
    assert words in str(caught.value)
    assert "model sums, graph run" in str(caught.value)


def test_unknown_graphs_and_missing_tokenizers_are_named() -> None:
    with pytest.raises(ModelError, match="no graph 'decode'; known: run"):
        Adder(SPEC).graph("decode")
    with pytest.raises(ModelError, match="no tokenizer"):
        _ = Adder(SPEC).tokenizer
