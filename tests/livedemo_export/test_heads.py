"""heads.json says what attribute.py finds in the committed weights, and its measures measure."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.folder import modules

FOLDER = Path(__file__).resolve().parents[2] / "export/models/story-lm"
SAID = json.loads((FOLDER / "heads.json").read_text(encoding="utf-8"))
FILES = ("model", "measure", "readers", "attribute")


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Any]]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small products: a second thread only waits
    with torch.no_grad(), modules(FOLDER, *FILES) as loaded:
        yield loaded
    torch.set_num_threads(threads)


def test_what_is_said_of_heads_and_neurons_is_found(files: dict[str, Any]) -> None:
    found = files["attribute"].find(files["model"].load())
    for habit, said in SAID["heads"].items():
        there = found["heads"][habit]
        assert there["score"] == pytest.approx(said["score"], abs=0.005)  # processors round
        at = there["all"][said["layer"] - 1][said["head"] - 1]
        assert at == pytest.approx(there["score"], abs=0.005), habit
        assert there["even"] == pytest.approx(said["even"], abs=0.001)
    assert found["feeds_induction"]["induction_without"] == pytest.approx(
        SAID["feeds_induction"]["induction_without"], abs=0.01
    )
    there = {each["fires_for"]: each for each in found["neurons"]}
    assert there.keys() == {each["fires_for"] for each in SAID["neurons"]}
    for said in SAID["neurons"]:
        if said["precision"] > 0.9:
            assert there[said["fires_for"]]["precision"] > 0.85


def test_the_card_says_what_was_found() -> None:
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    for habit, said in SAID["heads"].items():
        where = f"layer {said['layer']}, head {said['head']}"
        assert f"| {habit} | {where} | {said['score']:.2f} | {said['even']:.2f} |" in card
    for said in SAID["neurons"]:
        where = f"layer {said['layer']}, neuron {said['neuron']}"
        row = f"| {said['fires_for']} | {where} | {said['precision']:.2f} |"
        assert (row in card) == (said["precision"] >= 0.9)


def test_an_even_spread_scores_what_is_called_even(files: dict[str, Any]) -> None:
    attribute = files["attribute"]
    even = torch.ones(100, 100).tril() / torch.arange(1, 101)[:, None]
    looks = even.expand(2, 3, 100, 100)
    marked = (torch.arange(100) % 7 == 0).float()
    scores, share = attribute.on([looks], [marked])
    assert torch.allclose(scores, torch.full((2, 3), share), atol=1e-5)
    assert torch.allclose(
        attribute.duplicate(lambda _: looks, 6144), torch.tensor(1 / 75), atol=2e-3
    )


def test_a_neuron_that_fires_for_a_kind_alone_is_pure(files: dict[str, Any]) -> None:
    kind = torch.tensor([True, False, True, False, False, True, True, False])
    fires = torch.stack([kind.float(), 1 - kind.float()], 1)[:, None]  # [8, 1, 2]
    order = fires.topk(4, 0).indices
    assert files["attribute"].precision(order, kind).tolist() == [[1.0, 0.0]]


def test_kinds_are_told_by_text_and_what_stands_before(files: dict[str, Any]) -> None:
    kinds = files["attribute"].KINDS
    texts = ["The", " king", " was", " not", " Mr", ".", " Hill", ",", " 12", ".", " He"]
    of = {
        name: [texts[at] for at in range(len(texts)) if kind(texts, at)]
        for name, kind in kinds.items()
    }
    assert of["“the”"] == ["The"] and of["the word after “the”"] == [" king"]
    assert of["a form of “be”"] == [" was"] and of["the word after a form of “be”"] == [" not"]
    assert of["a number"] == [" 12"] and of["a comma"] == [","]
    assert " He" in of["the beginning of a sentence"]
