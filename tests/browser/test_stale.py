"""How far a recorded measurement may be from a fresh one."""

from dataclasses import replace

import pytest
from livedemo_site.lists.agreement import Agreement, Run

from tests.browser.stale import stale

FP32 = Run("wasm", "fp32", {"run.y": 2e-6, "run.z": 3e-5})
INT8 = Run("wasm", "int8", {"run.y": 0.3, "run.z": 4e-5}, 4096, top1=0.98)
KEPT = Agreement("run.y", {"run.y": 20.0, "run.z": 1.0}, (FP32, INT8))


def fresh(fp32: dict[str, float], int8: dict[str, float], top1: float = 0.98) -> Agreement:
    runs = (replace(FP32, differences=fp32), replace(INT8, differences=int8, top1=top1))
    return replace(KEPT, runs=runs)


@pytest.mark.parametrize(
    "other",
    [
        KEPT,
        fresh({"run.y": 9e-6, "run.z": 4e-6}, {"run.y": 0.305, "run.z": 9e-5}, 0.979),
        fresh({"run.y": 2e-7, "run.z": 3e-5}, {"run.y": 0.3, "run.z": 4e-5}),
    ],
)
def test_another_processor_says_the_same(other: Agreement) -> None:
    assert list(stale(KEPT, other)) == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (fresh({"run.y": 9e-5, "run.z": 3e-5}, INT8.differences), "WASM fp32 run.y: 9e-05"),
        (fresh(FP32.differences, {"run.y": 0.4, "run.z": 4e-5}), "WASM int8 run.y: 0.4, not 0.3"),
        (fresh(FP32.differences, INT8.differences, 0.96), "WASM int8: top-1 96.00%, not 98.00%"),
        (replace(KEPT, largest={"run.y": 25.0, "run.z": 1.0}), "largest run.y: 25, not 20"),
        (replace(KEPT, largest={"run.y": 20.0}), "the outputs are"),
        (replace(KEPT, runs=(FP32,)), "the runs are WASM fp32"),
    ],
)
def test_another_model_does_not(other: Agreement, told: str) -> None:
    (said,) = stale(KEPT, other)
    assert told in said
