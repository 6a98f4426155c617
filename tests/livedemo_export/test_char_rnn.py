"""char-rnn: the LSTM of torch, step by step, and as its card says."""

import copy
import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from livedemo_export.load import _module

FOLDER = Path(__file__).resolve().parents[2] / "export/models/char-rnn"
SCORES = json.loads((FOLDER / "scores.json").read_text())
TEXT = "It is a truth universally acknowledged"


@pytest.fixture(scope="module")
def model() -> Any:
    return _module(FOLDER)


@pytest.fixture(scope="module")
def reader(model: Any) -> Any:
    torch.set_grad_enabled(False)
    yield model.load()
    torch.set_grad_enabled(True)


def steps(model: Any, reader: Any, ids: list[int], **given: float) -> list[Any]:
    """What `step` says after each character, the line's end before them."""
    state, step, found = (torch.zeros(model.D), torch.zeros(model.D)), model.Step(reader), []
    numbers = [torch.tensor([given.get(n, d)]) for n, d in (("temperature", 1.0), ("uniform", 0.0))]
    for one in [0, *ids]:
        found.append(step(torch.tensor([one], dtype=torch.int32), *state, *numbers))
        state = found[-1][:2]
    return found


@pytest.fixture
def exact(reader: Any, float64: None) -> Any:
    return copy.deepcopy(reader).double()


def test_a_step_is_what_torch_does(model: Any, exact: Any) -> None:
    ids = model.encode(TEXT)
    logits, states, _ = model.Run(exact)(torch.tensor(ids, dtype=torch.int32))
    found = steps(model, exact, ids)[1:]
    torch.testing.assert_close(torch.stack([f[0] for f in found]), states)
    shares = torch.stack([f[3] for f in found])
    torch.testing.assert_close(shares, torch.softmax(logits, -1))


def test_the_cell_is_what_its_gates_let_through(model: Any, exact: Any) -> None:
    found = steps(model, exact, model.encode(TEXT))
    for before, after in itertools.pairwise(found):
        i, f, g, o = after[2]
        torch.testing.assert_close(after[1], f * before[1] + i * g)
        torch.testing.assert_close(after[0], o * after[1].tanh())


def test_draws_as_the_number_says(model: Any, reader: Any) -> None:
    ids = model.encode("the hous")
    shares = steps(model, reader, ids)[-1][3]
    assert steps(model, reader, ids, temperature=0.0, uniform=0.9)[-1][4] == shares.argmax()
    for uniform in (0.0, 0.3, 0.6, 0.999):
        drawn = steps(model, reader, ids, uniform=uniform)[-1][4]
        walk = shares.cumsum(0)
        assert drawn == int((walk <= uniform * walk[-1]).sum())
    assert model.CHARACTERS[int(shares.argmax())] == "e"


def test_characters_it_does_not_know_are_left_out(model: Any) -> None:
    assert model.encode("a\u4e2db") == model.encode("ab")
    assert len(model.CHARACTERS) == len(set(model.CHARACTERS)) == model.V


def test_costs_what_the_scores_say_and_less_than_the_n_grams(model: Any, reader: Any) -> None:
    text = (FOLDER / "held-out.txt").read_text(encoding="utf-8")
    ids = torch.tensor(model.encode(text), dtype=torch.int32)
    run = model.Run(reader)
    bits = float(sum(run(piece)[2].sum() for piece in torch.split(ids, model.LONGEST)) / len(ids))
    assert bits == pytest.approx(SCORES["bits_a_character"], abs=2e-3)
    assert bits < min(SCORES["ngrams"].values())


def test_surprise_is_of_the_character_that_came(model: Any, reader: Any) -> None:
    ids = model.encode(TEXT)
    surprise = model.Run(reader)(torch.tensor(ids, dtype=torch.int32))[2]
    found = steps(model, reader, ids)
    for at in (0, 5, 20):
        share = float(found[at][3][ids[at]])
        assert float(surprise[at]) == pytest.approx(-math.log2(share), abs=1e-3)


def test_the_card_says_what_was_measured(reader: Any) -> None:
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    assert f"{sum(p.numel() for p in reader.parameters()):,}" in card
    assert f"| char-rnn | {SCORES['bits_a_character']:.3f} |" in card
    for order in ("3", "5", "7"):
        assert f"| {order}-gram | {SCORES['ngrams'][order]:.3f} |" in card
