"""Neurons with a name: those that were measured, where they fire, what goes without them."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of

STORY = ROOT / "export/models/story-lm"

#: Sentences with one "the" each; none stands in the figure.
THE = (
    "My brother went to the station.",
    "A cat sat under the table.",
    "They sold the house last year.",
    "Nobody knew what the king wanted.",
    "In the morning it rained.",
    "She has read half of the book.",
    "When the war was over, he came home.",
    "I never saw the sea before.",
)


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


@pytest.fixture(scope="module")
def neuron() -> Demo:
    return demo_of("neuron")


@pytest.fixture(scope="module")
def own(neuron: Demo) -> dict[str, Any]:
    return neuron.function.__globals__


def look(lm: OrtModel, text: str, layer: int, number: int, **more: Any) -> Any:
    """The tokens of a text and what the graph says of a neuron."""
    found = lm.tokenizer.encode(text)
    run = lm.graph("neuron")(ids=found.ids, layer=[layer], neuron=[number], **more)
    return [token.text for token in found], asyncio.run(run)


def test_the_neurons_are_those_of_the_model(own: dict[str, Any]) -> None:
    measured = json.loads((STORY / "heads.json").read_text(encoding="utf-8"))["neurons"]
    kept = json.loads((ROOT / "demos/neuron/neurons.json").read_text(encoding="utf-8"))
    keys = ("fires_for", "layer", "neuron", "precision")
    assert [[one[key] for key in keys] for one in kept] == [
        [one[key] for key in keys] for one in measured
    ]  # else: python export/models/story-lm/passages.py
    assert own["FIRST"].name == own["THE"] and len(own["NAMED"]) >= 8


def test_the_passages_stand_in_the_text_and_it_fires_there(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    text = (STORY / "held-out.txt").read_text(encoding="utf-8").replace("\n", " ")
    for one in own["NAMED"]:
        for before, token, after, fires in one.places:
            if "\ufffd" not in before + after:  # cut within a character
                assert before + token + after in text
            _, run = look(models["story-lm"], before + token, one.layer, one.number)
            # with less before it, it may fire less
            assert run.fires.tolist()[-1] > 0.3 * fires, (one.name, before, token)


def test_the_claimed_one_fires_at_the_word_the(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    right = []
    for text in THE:
        tokens, run = look(models["story-lm"], text, own["FIRST"].layer, own["FIRST"].number)
        right.append(tokens[run.seen.item()].strip() == "the")
    assert sum(right) >= len(THE) - 1, right


def test_the_model_does_without_any_of_them(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    kept = []
    for text in THE:
        _, run = look(models["story-lm"], text, own["FIRST"].layer, own["FIRST"].number)
        kept.append(run.turned.tolist()[0] / run.on.tolist()[0])
    assert 0.75 < sum(kept) / len(kept) < 1.25, kept


def test_turned_as_it_is_nothing_changes(models: dict[str, OrtModel]) -> None:
    _, run = look(models["story-lm"], "The fox hid because it was scared.", 2, 181, times=[1.0])
    assert run.turned.tolist() == pytest.approx(run.on.tolist(), abs=1e-6)
    plain = asyncio.run(
        models["story-lm"].graph("next")(
            ids=models["story-lm"].tokenizer.encode("The fox hid because it was scared.").ids,
            outputs=["probabilities"],
        )
    )
    _, end = look(models["story-lm"], "The fox hid because it was scared.", 2, 181, at=[7])
    assert end.on.tolist() == pytest.approx(plain.probabilities.tolist()[:8], rel=0.02, abs=1e-4)


def test_the_guess_has_its_answer(neuron: Demo, models: dict[str, OrtModel]) -> None:
    guess = neuron.controls["guess"]
    html = last(neuron, models, **dict(guess.brings()) | {"guess": "it hardly moves"})
    assert "You were right: it hardly moves." in html


def test_a_neuron_without_a_name_has_no_passages(
    neuron: Demo, own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    named = {(one.layer, one.number) for one in own["NAMED"]}
    number = next(n for n in range(1, 865) if (6, n) not in named)
    html = last(neuron, models, layer=6, number=number)
    assert "has a name" not in html and "Where it fires most in text" not in html
    assert re.search(r"Layer 6, neuron \d+", html)
