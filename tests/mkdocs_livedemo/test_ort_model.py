"""A stored model at build time: calls are checked, and memory stays in onnxruntime."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from livedemo.model import ModelError, Run
from livedemo_site.models.ort_model import OrtModel
from livedemo_site.project import Project

from tests.mkdocs_livedemo.conftest import Built

# one process builds the sites for all tests that look at them
pytestmark = pytest.mark.together("sites")


@pytest.fixture
def scale(model: Built, monkeypatch: pytest.MonkeyPatch) -> OrtModel:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    project = Project(model.root)
    project.refresh()
    demo = project.demos["scale"].demo
    assert demo
    return project.open(demo)["model"]


def test_numbers_lists_and_defaults(scale: OrtModel) -> None:
    run = asyncio.run(scale(x=[1, 2, 3]))
    assert run.sum.item() == 6 and run.sum.shape == ()
    assert asyncio.run(scale(x=[1.0], gain=2.5)).sum.item() == 2.5
    assert scale.facts["title"] == "a sum" and scale.name == "scale"


def test_a_kept_output_goes_back_without_being_read(scale: OrtModel) -> None:
    step = scale.graph("step")

    async def three() -> list[Run]:
        runs: list[Run] = []
        for x in (1.0, 2.0, 4.0):
            memory: dict[str, Any] = {"memory": runs[-1].after} if runs else {}
            runs.append(await step(x=x, keep=["after"], **memory))
        return runs

    runs = asyncio.run(three())
    assert [run.total.item() for run in runs] == [1, 3, 7]
    with pytest.raises(ValueError, match="kept where it was computed"):
        runs[0].after.tolist()
    both = asyncio.run(step(x=1.0, memory=runs[-1].after, outputs=["after"], keep=["after"]))
    assert both.after.tolist() == [7, 8]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"y": [1]}, "no input 'y'"),
        ({"x": [[1]]}, "must have shape"),
        ({"x": [0] * 10}, "N from 1 to 9"),
        ({"x": [1], "outputs": ["z"]}, "no output 'z'; known: sum"),
        ({}, "input 'x' is missing"),
    ],
)
def test_wrong_calls(scale: OrtModel, call: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        asyncio.run(scale(**call))
    with pytest.raises(ModelError, match="no tokenizer"):
        _ = scale.tokenizer
