"""`induction-forms`: from other noise too there is a cliff, and the stripe comes with it."""

import re
from array import array
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo.tensor import Tensor
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import TEXTS, demo_of, last, models_of

ROW = re.compile(r"<bdi>(\d+)</bdi>.*?<bdi>(?:&lt;\s)?([\d.]+)\s%</bdi>.*?<bdi>([\d.]+)\s%</bdi>")


@pytest.fixture(scope="module")
def figure() -> Demo:
    return demo_of("induction-forms")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("copy-tiny")


def inside(demo: Demo, name: str) -> Any:
    """What the demo's module calls ``name``."""
    return demo.function.__globals__[name]


@pytest.mark.parametrize("noise", [3, 4, 5])
def test_the_stripe_comes_with_the_cliff(
    noise: int, figure: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(figure, models, noise=noise, guess="all at once, after a while")
    assert "You were right" in html
    table = {int(steps): (right, stripe) for steps, right, stripe in ROW.findall(html)}
    before, after = table[50], table[150]
    assert float(before[0]) < 30 and float(before[1]) < 25
    assert float(after[0]) > 85 and float(after[1]) > 65
    assert float(table[200][0]) >= 95  # of symbols in rows that it never trained on


@pytest.mark.parametrize(
    "row", [*TEXTS, "a", "aa", "abc" * 30, "".join(map(chr, range(0x4E00, 0x4E20)))]
)
def test_any_row_is_taken(row: str, figure: Demo, models: dict[str, OrtModel]) -> None:
    letters, ids, note = inside(figure, "read")(row, 32, 24)
    assert len(letters) == len(ids) <= 32
    assert all(0 <= id < 24 for id in ids)
    assert bool(note) == (len(letters) < len(row))


def test_a_stripe_is_the_weight_on_what_followed_the_same_symbol(figure: Demo) -> None:
    stripe = inside(figure, "stripe")
    rows = [[0.0] * 4 for _ in range(4)]
    rows[2][1] = rows[3][2] = 1.0
    weights = Tensor("float32", (4, 4), array("f", [x for row in rows for x in row]))
    assert stripe(weights, [3, 5, 3, 5]) == 1.0
    assert stripe(weights, [0, 1, 2, 3]) == 0.0  # nothing said again


def test_what_begins_again_for_the_first_time_cannot_be_known(figure: Demo) -> None:
    rows = inside(figure, "batch")(7, 3, {"context": 32, "symbols": 24})
    for ids, known in zip(rows["ids"], rows["known"], strict=True):
        span = ids.index(ids[0], 1)
        assert ids[span:] == ids[: len(ids) - span]
        assert known == [0] * span + [1] * (len(known) - span)


def test_a_cliff_is_told_from_an_even_fall(figure: Demo) -> None:
    steepest = inside(figure, "steepest")
    assert steepest([4.5 - 4 * step / 200 for step in range(200)]) < 0.3
    assert steepest([4.5 - 4 * min(max(step - 80, 0), 30) / 30 for step in range(200)]) > 0.9
    assert steepest([4.5] * 200) == 0.0
