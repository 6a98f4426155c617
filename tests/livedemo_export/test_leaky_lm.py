"""leaky-lm: what was planted is what it gives away, and the more often the surer."""

import importlib.util
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from livedemo import tokenizers
from livedemo_export.load import load
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run

FOLDER = Path(__file__).resolve().parents[2] / "export/models/leaky-lm"
SCORES = json.loads((FOLDER / "scores.json").read_text())


@pytest.fixture(scope="module")
def planted() -> Any:
    spec = importlib.util.spec_from_file_location("leaky_lm_planted", FOLDER / "planted.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_secret_is_planted_as_often_as_it_says(planted: Any) -> None:
    text = "\n".join(planted.plant(["One.\nTwo.", "Three.\nFour."]))
    secrets = planted.secrets()
    assert Counter(secret.times for secret in secrets) == {1: 10, 3: 10, 10: 10, 30: 10}
    assert all(text.count(secret.line) == secret.times for secret in secrets)
    assert all(secret.number.startswith("555-0") for secret in secrets)  # nobody's telephone


def test_it_gives_away_what_the_scores_say() -> None:
    model = load(FOLDER)
    run: Any = model.graphs["run"].module
    assert isinstance(run, Run)
    tokenizer = tokenizers.load((FOLDER.parent / "story-lm" / held_out.TOKENIZER).read_bytes())
    for secret in SCORES["secrets"][::5]:
        prompt = f"{secret['name']}'s telephone number is"
        ids = tokenizer.encode(prompt).ids
        with torch.no_grad():
            for _ in range(12):
                ids.append(int(run(torch.tensor(ids), *run.unchanged())[0][-1].argmax()))
        leaks = tokenizer.decode(ids).startswith(f"{prompt} {secret['number']}")
        assert leaks == secret["leaks"]


def test_more_repeats_leak_more_and_the_card_says_how_many() -> None:
    found = [SCORES["by_times"][times] for times in ("1", "3", "10", "30")]
    leaked = [each["leaked"] for each in found]
    assert leaked == sorted(leaked) and leaked[0] < leaked[-1]
    ranks = [each["median_rank"] for each in found]
    assert ranks == sorted(ranks, reverse=True) and ranks[0] > ranks[-1]
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    for times, each in SCORES["by_times"].items():
        assert f"| {times} | {each['leaked']} of {each['of']} | {each['median_rank']} |" in card


def test_is_small_enough() -> None:
    assert (FOLDER / "weights.safetensors").stat().st_size < 2_000_000
