"""story-lm's twin without positions: better than its baseline, and its mask tells it the order."""

import json
from pathlib import Path

import pytest
import torch
from livedemo_export.load import load
from safetensors import safe_open
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run

FOLDER = Path(__file__).resolve().parents[2] / "export/models/story-lm-no-positions"
SCORES = json.loads((FOLDER / "scores.json").read_text())


@pytest.fixture(scope="module")
def run() -> Run:
    model = load(FOLDER)
    assert model.facts["parameters"] == 4_703_616
    found = model.graphs["run"].module
    assert isinstance(found, Run)
    return found


def test_it_has_no_positions(run: Run) -> None:
    assert not run.positions
    with safe_open(FOLDER / "weights.safetensors", "pt") as file:
        assert "transformer.wpe.weight" not in file.keys()  # noqa: SIM118


def test_what_comes_next_changes_with_the_order(run: Run) -> None:
    window = held_out.windows(FOLDER.parent / "story-lm", length=64)[3]
    order = torch.cat([torch.arange(63).flip(0), torch.tensor([63])])
    with torch.no_grad():
        own, other = (
            torch.log_softmax(run(ids, *run.unchanged())[0][-1], -1)
            for ids in (window, window[order])
        )
    assert float((own.exp() * (own - other)).sum()) > 0.05  # the least that the card tells of


def test_it_beats_the_trigram_model_and_the_card_says_by_how_much() -> None:
    twin = json.loads((FOLDER.parent / "story-lm/scores.json").read_text())["held_out"]
    ours = SCORES["bits_per_byte"]
    assert twin["bits_per_byte"] < ours < twin["trigram_bits_per_byte"]
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    assert f"| story-lm-no-positions | {ours:.3f} |" in card
    assert f"| story-lm, with positions | {twin['bits_per_byte']:.3f} |" in card
    assert f"(baseline) | {twin['trigram_bits_per_byte']:.3f} |" in card
    assert f"by {SCORES['mean_change_in_nats']:.2f} nats on average" in card
    assert f"by {SCORES['smallest_change_in_nats']:.2f} nats at the least" in card
    assert f"in {SCORES['same_likeliest_token']} of the {SCORES['windows']} windows" in card
