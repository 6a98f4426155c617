"""What the figures claim, held by the models that readers get."""

import asyncio
import json
import re
from typing import Any, NamedTuple

import numpy as np
import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

STORY = ROOT / "export/models/story-lm"


class Habits(NamedTuple):
    """By layer and head: how often a token looks most at the one before it, and its mean weight on
    the first token, from the seventeenth on."""

    back: Any
    first: Any


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm", "gpt2-bpe", "bert-wordpiece")


@pytest.fixture(scope="module")
def tokens() -> Demo:
    return demo_of("tokens")


@pytest.fixture(scope="module")
def attention() -> Demo:
    return demo_of("attention")


@pytest.fixture(scope="module")
def next_token() -> Demo:
    return demo_of("next-token")


def test_the_has_four_ids_and_cat_two(tokens: Demo, models: dict[str, OrtModel]) -> None:
    html = last(tokens, models)
    the = [("The", 464), ("␣the", 262), ("␣The", 383), ("the", 1169)]
    for piece, number in (*the, ("␣cat", 3797), ("cat", 9246)):
        shown = f'<bdi class="ld-piece">{piece}</bdi><span class="ld-id">{number}</span>'
        assert shown in html


def test_spanish_costs_nine_and_english_five(tokens: Demo, models: dict[str, OrtModel]) -> None:
    assert "5 tokens for" in last(tokens, models, text="hit it to the moon")
    html = last(tokens, models, text="golpéalo a la luna", guess="9")
    assert "9 tokens for" in html
    assert "You were right: 9." in html


def test_bert_has_one_the_and_no_accents(tokens: Demo, models: dict[str, OrtModel]) -> None:
    html = last(tokens, models)
    assert html.count('<bdi class="ld-piece">the</bdi><span class="ld-id">1996</span>') == 4
    spanish = last(tokens, models, text="golpéalo a la luna")
    for piece in ("go", "##lp", "##eal", "##o"):
        assert f'<bdi class="ld-piece">{piece}</bdi>' in spanish


def test_what_bert_has_no_piece_for_is_said_to_be_lost(
    tokens: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(tokens, models, text="To the moon 🚀🌚 ok")
    assert "[UNK]" in html
    assert "BERT has no pieces for “🚀🌚”" in html
    assert "BERT has no pieces" not in last(tokens, models)


@pytest.fixture(scope="module")
def habits(models: dict[str, OrtModel]) -> Habits:
    """What all heads do on held-out text, 64 tokens at a time."""
    lm = models["story-lm"]
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    ids = lm.tokenizer.encode(text, special=False).ids

    async def measured() -> Habits:
        runs = []
        for at in range(0, len(ids) - 64, 3 * 64):
            run = await lm(ids=ids[at : at + 64], outputs=["attention"])
            runs.append(np.array(run.attention.tolist()))  # [6, 6, 64, 64]
        tokens = np.arange(1, 64)
        weights = np.stack(runs)  # [windows, 6, 6, 64, 64]
        back = weights.argmax(-1)[..., 1:] == tokens - 1
        return Habits(back.mean((0, -1)), weights[..., 16:, 0].mean((0, -1)))

    return asyncio.run(measured())


def test_the_named_head_looks_one_back_most_often(attention: Demo, habits: Habits) -> None:
    layer, head = attention.defaults["layer"], attention.defaults["head"]
    claimed = re.search(r"(\d+) % of its tokens", attention.claim)
    assert claimed
    named = habits.back[layer - 1, head - 1]
    assert named == pytest.approx(int(claimed[1]) / 100, abs=0.02)
    others = np.delete(habits.back.reshape(-1), 6 * (layer - 1) + head - 1)
    assert named > others.max() + 0.01


def test_few_heads_rest_on_the_first_token(habits: Habits) -> None:
    assert (habits.first < 0.1).sum() == 35  # the page says: all but one


def test_a_short_text_may_hide_the_habit(attention: Demo, models: dict[str, OrtModel]) -> None:
    presets = attention.controls["text"].choices()  # type: ignore[attr-defined]
    share = {}
    for name in ("A name", "A command"):
        lm = models["story-lm"]
        run = asyncio.run(lm(ids=lm.tokenizer.encode(presets[name]).ids, outputs=["attention"]))
        top = np.array(run.attention[2, 0].tolist()).argmax(-1)
        share[name] = (top[1:] == np.arange(len(top) - 1)).mean()
    assert share["A name"] < 0.45  # the page says: most look elsewhere
    assert share["A command"] > 0.55


def test_it_looks_at_hid(attention: Demo, models: dict[str, OrtModel]) -> None:
    guess = attention.controls["guess"]
    inputs = dict(guess.brings()) | {"guess": "hid"}
    html = last(attention, models, **inputs)
    assert "You were right: hid." in html
    assert "“␣it” looks most at “␣hid”" in html
    heads = re.search(r"in (\d+) of 36 heads “it” looks most at “fox”", html)
    assert heads and 1 <= int(heads[1]) <= 6


def test_the_guess_at_the_door_has_its_answer(
    next_token: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(next_token, models, text="She opened the door and", guess="walked")
    assert "You were right: walked." in html


def test_what_the_page_opens_with_is_said_to_be_our_own(next_token: Demo) -> None:
    card = " ".join((STORY / "card.md").read_text(encoding="utf-8").split())
    share = re.search(r"(\d+) % from the stories", card)
    assert share
    assert f"{share[1]} % of what it was shown" in " ".join(next_token.limits.split())
    from workshop.training.stories import stories

    told = " ".join(stories(12_000))
    assert re.search(r"\bfox hid\b[^.]*because it was scared\.", told)


def test_writing_is_drawn_by_lot_and_greedy_at_zero(
    next_token: Demo, models: dict[str, OrtModel]
) -> None:
    first, second = (last(next_token, models, write=press) for press in (1, 2))
    assert first != second
    cold = [last(next_token, models, write=press, temperature=0) for press in (1, 2)]
    assert cold[0] == cold[1]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_gives_something_sensible(
    text: str,
    tokens: Demo,
    attention: Demo,
    next_token: Demo,
    models: dict[str, OrtModel],
) -> None:
    for which in (tokens, attention, next_token):
        html = last(which, models, text=text)
        assert "ld-say" in html
        assert "<script" not in html


def test_the_card_names_the_head_that_is_claimed(attention: Demo) -> None:
    scores = json.loads((STORY / "scores.json").read_text(encoding="utf-8"))
    best = scores["previous_token_head"]
    assert (best["layer"], best["head"]) == (
        attention.defaults["layer"],
        attention.defaults["head"],
    )
