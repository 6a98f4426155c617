"""Where an encoder's tokens look, on sentences that no head was picked by."""

import asyncio
import re
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

HELD_OUT = ROOT / "export/models/story-lm/held-out.txt"
SENTENCES = ROOT / "export/models/minilm/sentences.txt"
EACH = 40  # sentences


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("minilm")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("attention-both-ways")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


@dataclass(frozen=True)
class Habits:
    """By layer and head [6, 12]: how often a token looks most at the next, and the one before.

    `goes` [sentences, 6, 12, 5] has the shares of tokens before, itself, after, and the two marks.
    """

    ahead: Any
    back: Any
    goes: Any


def habits(minilm: OrtModel, sentences: list[str]) -> Habits:
    """What all heads do on sentences."""
    begin, end = (minilm.tokenizer.special[mark] for mark in ("[CLS]", "[SEP]"))
    ahead, back, goes = [], [], []

    async def measure() -> None:
        for sentence in sentences:
            ids = minilm.tokenizer.encode(sentence).ids
            run = await minilm(ids=[begin, *ids, end], outputs=["attention"])
            rows = np.array(run.attention.tolist())[:, :, 1:-1]  # [6, 12, T - 2, T]
            own = rows[..., 1:-1]
            top, at = rows.argmax(-1), np.arange(1, len(ids) + 1)
            ahead.append((top[..., :-1] == at[:-1] + 1).mean(-1))
            back.append((top[..., 1:] == at[1:] - 1).mean(-1))
            shares = [
                np.tril(own, -1).sum(-1),
                np.einsum("lhii->lhi", own),
                np.triu(own, 1).sum(-1),
                rows[..., 0],
                rows[..., -1],
            ]
            goes.append(np.stack([share.mean(-1) for share in shares], -1))

    asyncio.run(measure())
    return Habits(np.mean(ahead, 0), np.mean(back, 0), np.array(goes))


@pytest.fixture(scope="module")
def ordinary(models: dict[str, OrtModel]) -> Habits:
    """On sentences of 8 to 30 tokens from novels, scripture, a dictionary and Wikipedia."""
    text = HELD_OUT.read_text(encoding="utf-8").replace("\n", " ")
    found = [
        sentence
        for sentence in re.findall(r"(?<=[.!?] )[A-Z][^.!?]*[.!?](?= )", text)
        if 8 <= len(models["minilm"].tokenizer.encode(sentence).ids) <= 30
    ]
    return habits(models["minilm"], found[:: len(found) // EACH][:EACH])


def test_the_named_head_looks_ahead_most_often(demo: Demo, ordinary: Habits) -> None:
    claimed = re.search(r"(\d+) % of the tokens", demo.claim)
    assert claimed
    at = demo.defaults["layer"] - 1, demo.defaults["head"] - 1
    assert f"layer {at[0] + 1}, head {at[1] + 1}" in demo.claim
    assert ordinary.ahead[at] == pytest.approx(int(claimed[1]) / 100, abs=0.03), ordinary.ahead[at]
    assert ordinary.ahead[at] == ordinary.ahead.max()


def test_it_is_the_one_that_other_sentences_pick(demo: Demo, models: dict[str, OrtModel]) -> None:
    picked = habits(models["minilm"], SENTENCES.read_text(encoding="utf-8").splitlines())
    layer, head = np.unravel_index(picked.ahead.argmax(), picked.ahead.shape)
    assert (layer + 1, head + 1) == (demo.defaults["layer"], demo.defaults["head"])


def test_another_looks_one_back_nearly_always(ordinary: Habits) -> None:
    assert ordinary.back[0, 2] > 0.98  # the page says: layer 1, head 3
    assert ordinary.back[0, 2] == ordinary.back.max()


def test_most_of_the_attention_goes_to_the_mark_at_the_start(demo: Demo, ordinary: Habits) -> None:
    told = re.search(
        r"(\d+) % of the\s+attention goes to tokens before, (\d+) % to tokens after, and (\d+) %",
        demo.why,
    )
    assert told
    before, after, first = (int(number) / 100 for number in told.groups())
    measured = ordinary.goes.mean((0, 1, 2))
    assert measured[[0, 2, 3]] == pytest.approx([before, after, first], abs=0.02), measured
    assert (ordinary.goes.mean((1, 2)).argmax(-1) == 3).mean() > 0.9  # of the sentences
    layers = ordinary.goes.mean((0, 2))
    assert layers[0].argmax() == 0  # the page says: in the first layer it is otherwise
    assert (layers[1:].argmax(-1) == 3).all()


def test_some_heads_rest_on_the_mark_alone(models: dict[str, OrtModel]) -> None:
    found = habits(models["minilm"], ["The fox hid because it was"])  # the page: layer 3, head 8
    assert found.goes[0, 2, 7, 3] > 0.9


def test_the_fox_rests_on_the_mark(demo: Demo, models: dict[str, OrtModel], parts: Any) -> None:
    html = last(demo, models, text=parts.FOX, guess=parts.BEGIN)
    assert "You were right: [CLS]." in html
    html = last(demo, models, text=parts.FOX, guess="Tokens after")
    assert "You were right" not in html


def test_the_shares_are_those_of_the_weights(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    goes = habits(models["minilm"], [parts.RIVER]).goes[0, 1, 8]
    before, itself, after, first, end = (parts.percent(share) for share in goes)
    assert (
        f"gives {before} of its attention to tokens before it, {after} to tokens after it, "
        f"{itself} to itself, {first} to [CLS] and {end} to [SEP]"
    ) in last(demo, models)


def test_a_picked_token_tells_what_it_looks_at(demo: Demo, models: dict[str, OrtModel]) -> None:
    assert "“sat” looks most at “on”" in last(demo, models, word=3)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], text: str) -> None:
    assert "data-say" in last(demo, models, text=text)
