"""novel-lm and scripture-lm: alike in all but what they read, and each the better on its own."""

import json
from pathlib import Path

import pytest
from livedemo_export.load import load
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte

MODELS = Path(__file__).resolve().parents[2] / "export/models"
NAMES = {"novel-lm": "austen", "scripture-lm": "scripture"}
FACTS = {n: json.loads((MODELS / n / "scores.json").read_text()) for n in NAMES}
SCORES = {n: facts["bits_per_byte"] for n, facts in FACTS.items()}
TRIGRAM = {n: facts["trigram_bits_per_byte"] for n, facts in FACTS.items()}


def run(name: str) -> Run:
    found = load(MODELS / name).graphs["run"].module
    assert isinstance(found, Run)
    return found


def test_each_is_better_on_its_own_corpus_by_a_tenth() -> None:
    novel, scripture = SCORES["novel-lm"], SCORES["scripture-lm"]
    assert novel["austen"] < 0.9 * scripture["austen"]
    assert scripture["scripture"] < 0.9 * novel["scripture"]


def test_each_beats_the_trigram_model_of_what_it_read() -> None:
    for name, own in NAMES.items():
        assert SCORES[name][own] < TRIGRAM[name][own]
        for card in (MODELS / each / "card.md" for each in NAMES):
            row = f"| {TRIGRAM[name]['austen']:.3f} | {TRIGRAM[name]['scripture']:.3f} |"
            assert row in card.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_as_good_as_its_card_says(name: str) -> None:
    text = held_out.documents(MODELS / "story-lm")[NAMES[name]][0][:3000]
    cost = {each: bits_per_byte(run(each), MODELS / "story-lm", [text]) for each in NAMES}
    assert cost.pop(name) < 0.9 * min(cost.values())
    card = (MODELS / name / "card.md").read_text(encoding="utf-8")
    for each, scores in SCORES.items():
        assert f"| {each} | {scores['austen']:.3f} | {scores['scripture']:.3f} |" in card


def test_they_differ_in_what_they_read_alone() -> None:
    facts = [load(MODELS / name).facts for name in NAMES]
    assert facts[0]["parameters"] == facts[1]["parameters"] == 1_049_664
    assert facts[0]["trained_on"] != facts[1]["trained_on"]
