"""mask-lm and its twin: better than their baselines, and what the cards say of them."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from livedemo import tokenizers
from livedemo_export.load import load
from torch import Tensor
from workshop.architectures import bert_graphs, held_out

MODELS = Path(__file__).resolve().parents[2] / "export/models"
SCORES = json.loads((MODELS / "mask-lm/scores.json").read_text())
TWIN = json.loads((MODELS / "mask-lm-no-positions/scores.json").read_text())


def run(name: str) -> bert_graphs.Run:
    found: Any = load(MODELS / name).graphs["run"].module
    assert isinstance(found, bert_graphs.Run)
    return found


@pytest.fixture(scope="module")
def mask_lm() -> bert_graphs.Run:
    return run("mask-lm")


def test_it_is_better_than_its_baselines() -> None:
    ours, *baselines = SCORES["fill_in"].values()
    assert all(ours[k] > each[k] for each in baselines for k in ("top1", "top5"))
    assert SCORES["next_sentence"]["any_source"] > 0.6
    head, words = SCORES["sentiment"]["mask-lm"], SCORES["sentiment"]["bag_of_words"]
    assert head["r"] > words["r"]


def test_the_card_says_what_was_measured() -> None:
    card = (MODELS / "mask-lm/card.md").read_text(encoding="utf-8")
    for name, each in SCORES["fill_in"].items():
        told = f"{each['top1']:.1%} | {each['top5']:.1%} |".replace("%", " %")
        assert any(line.endswith(told) and name in line for line in card.split("\n")), name
    for each in SCORES["next_sentence"].values():
        assert f"| {each:.1%} |".replace("%", " %") in card
    for each in SCORES["sentiment"].values():
        assert f"| {each['r']:.3f} | {each['sign']:.1%} |".replace("%", " %") in card


def test_it_fills_in_held_out_text_as_well_as_it_says(mask_lm: bert_graphs.Run) -> None:
    right, asked = 0, 0
    for window in held_out.windows(MODELS / "story-lm", length=62, count=16):
        for at in range(4, 62, 12):
            ids = bert_graphs.text(window, hidden=at)
            with torch.no_grad():
                logits = mask_lm(ids, torch.zeros_like(ids))[0]
            right += int(logits[1 + at].argmax() == window[at])
            asked += 1
    assert right / asked > SCORES["fill_in"]["bigram"]["top1"] - 0.05
    assert asked == 80


def test_it_feels_the_difference(mask_lm: bert_graphs.Run) -> None:
    tokenizer = tokenizers.load((MODELS / "story-lm" / held_out.TOKENIZER).read_bytes())

    def felt(text: str) -> float:
        ids = bert_graphs.text(torch.tensor(tokenizer.encode(text).ids))
        with torch.no_grad():
            return float(mask_lm(ids, torch.zeros_like(ids))[4])

    assert felt("What a wonderful film, I love it!") > 0.5
    assert felt("This is a terrible film, I hate it.") < -0.5


def change(run: bert_graphs.Run) -> float:
    """How far a shuffled text's logits are from the text's shuffled logits, at most."""
    ids = bert_graphs.text(held_out.windows(MODELS / "story-lm", length=30)[2])
    made = torch.Generator().manual_seed(0)
    middle = 1 + torch.randperm(30, generator=made)
    order = torch.cat([torch.tensor([0]), middle, torch.tensor([31])])  # [CLS] and [SEP] stay
    zero = torch.zeros_like(ids)
    with torch.no_grad():
        own: Tensor = run(ids, zero)[0]
        return float((run(ids[order], zero)[0] - own[order]).abs().max())


def test_only_the_twin_cannot_see_the_order(mask_lm: bert_graphs.Run) -> None:
    assert change(mask_lm) > 1
    assert change(run("mask-lm-no-positions")) < 1e-3
    assert TWIN["largest_change"] < 1e-3 < TWIN["largest_logit"]
    card = (MODELS / "mask-lm-no-positions/card.md").read_text(encoding="utf-8")
    assert f"by {TWIN['largest_change']:.0e} at the most" in card
