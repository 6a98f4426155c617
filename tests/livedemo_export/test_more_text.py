"""more-text: each doubling of the text helps, noise hurts, and the card says how much."""

import importlib.util
import json
from itertools import pairwise
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte

FOLDER = Path(__file__).resolve().parents[2] / "export/models/more-text"
COSTS = json.loads((FOLDER / "scores.json").read_text())["bits_per_byte"]
DOUBLINGS = ("part_64", "part_32", "part_16", "part_8", "part_4", "part_2", "whole")


def module(name: str) -> ModuleType:
    """One file of the model's folder."""
    spec = importlib.util.spec_from_file_location(f"more_text_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_each_doubling_helps_and_noise_hurts() -> None:
    costs = [COSTS[name] for name in DOUBLINGS]
    assert all(more < less for less, more in pairwise(costs))
    assert COSTS["part_4"] < COSTS["noisy"]  # by the card: worth less than a quarter of clean text
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    for name, cost in COSTS.items():
        assert any(f"| {name} |" in line and f"| {cost:.3f} |" in line for line in card.split("\n"))


def test_the_published_ones_are_in_that_order_on_a_text_of_ones_own() -> None:
    model = module("model")
    text = held_out.documents(FOLDER.parent / "story-lm")["austen"][0][:2000]
    costs = {
        name: bits_per_byte(Run(model.load(name)), FOLDER.parent / "story-lm", [text])
        for name in model.PARTS
    }
    clean = [costs[name] for name in model.PARTS if name != "noisy"]
    assert clean == sorted(clean, reverse=True)
    assert costs["noisy"] > costs["whole"]


def test_noise_changes_words_and_adds_lines() -> None:
    noise = module("noise")
    text = "\n".join(["It was a truth universally acknowledged by them"] * 400)
    lines = noise.noisy(text, Random(0)).split("\n")
    foreign = [line for line in lines if "It" not in line and "acknow" not in line]
    assert len(lines) / 400 == pytest.approx(1 + noise.FOREIGN, abs=0.06)
    assert len(foreign) == pytest.approx(400 * noise.FOREIGN, abs=40)
    words = " ".join(line for line in lines if line not in foreign).split()
    known = set(text.split())
    wrong = sum(word not in known for word in words) / len(words)
    assert wrong == pytest.approx(7 / 8 * noise.WRONG, abs=0.05)  # "a" is never misread
