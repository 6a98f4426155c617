"""copy-tiny learns to copy from any noise, as its card says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.folder import modules

FOLDER = Path(__file__).resolve().parents[2] / "export/models/copy-tiny"
SCORES = json.loads((FOLDER / "scores.json").read_text())
CARD = (FOLDER / "card.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Any]]:
    with torch.no_grad(), modules(FOLDER, "model", "evaluate") as loaded:
        yield loaded


def test_the_cliff_comes_from_nearly_any_noise() -> None:
    cliffs = [run["cliff"] for run in SCORES["seeds"]]
    assert sum(cliff is not None for cliff in cliffs) >= 9
    known = [cliff for cliff in cliffs if cliff is not None]
    assert f"| {min(known)} to {max(known)} |" in CARD
    for run in SCORES["seeds"]:
        after = run["after_steps"]
        assert after["50"]["induction"] < 0.2 < 0.9 < after["400"]["induction"]


def test_it_learns_as_the_scores_say(files: dict[str, Any], monkeypatch: Any) -> None:
    evaluate = files["evaluate"]
    monkeypatch.setattr(evaluate, "STEPS", 150)
    monkeypatch.setattr(evaluate, "LOOKS", (0, 150))
    run = evaluate.train(dict(files["model"].build().graphs), 0)
    said = SCORES["seeds"][0]
    assert abs(run["cliff"] - said["cliff"]) < 20  # processors round differently
    assert run["after_steps"][0]["right"] < 0.1
    assert run["after_steps"][150]["right"] > 0.9
    assert run["after_steps"][150]["induction"] > 0.7


def test_what_begins_again_for_the_first_time_is_not_to_be_known(files: dict[str, Any]) -> None:
    rows = files["evaluate"].batch(0, 0)
    for ids, known in zip(rows["ids"].tolist(), rows["known"].tolist(), strict=True):
        span = ids.index(ids[0], 1)
        assert ids[span:] == ids[: len(ids) - span]
        assert known == [0.0] * span + [1.0] * (len(known) - span)


def test_a_stripe_is_the_weight_on_what_followed_the_same_symbol(files: dict[str, Any]) -> None:
    ids = torch.tensor([3, 5, 3, 5])
    perfect = torch.zeros(2, 1, 4, 4)
    perfect[1, 0, 2, 1] = perfect[1, 0, 3, 2] = 1.0
    assert files["evaluate"].stripe(perfect, ids) == 1.0
    assert files["evaluate"].stripe(perfect.flip(0) * 0.5, ids) == 0.5
