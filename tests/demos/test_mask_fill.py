"""Hidden words: what two models say of them, how BERT hides them, and whether B follows A."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
import sys
from collections import Counter
from random import Random
from typing import Any

import pytest
from livedemo.controls import ControlError
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

FOLDER = ROOT / "demos/mask-fill"
SCORES = json.loads((ROOT / "export/models/mask-lm/scores.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("mask-fill")


@pytest.fixture(scope="module")
def models(demo: Demo) -> dict[str, OrtModel]:
    return models_of(*demo.models.values())


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """A module of the demo's, by its name."""
    package = sys.modules[demo.function.__module__].__package__
    return lambda name: sys.modules[f"{package}.{name}"]


def page() -> str:
    return " ".join((ROOT / "docs/how-they-learn.md").read_text(encoding="utf-8").split())


def test_both_sides_tell_what_one_does_not(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models)
    ranks = re.search(r"both sides it is number (\d+) .* left side number ([\d,]+) ", html)
    assert ranks and int(ranks[1]) == 1 < int(ranks[2].replace(",", ""))


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    answers = {guess: last(demo, models, guess=guess) for guess in demo.controls["guess"].states()}
    right = [guess for guess, html in answers.items() if "You were right" in html]
    assert right == ["the one with both sides"]


def bars(html: str) -> list[str]:
    """What each model says, in words: how long a bar is depends on both."""
    html = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return re.findall(r'<table class="ld-bars.*?</table>', html, re.DOTALL)


def test_what_comes_after_a_gap_is_nothing_to_the_causal_model(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    both, left = bars(last(demo, models, text="She looked at him."))
    others, same = bars(last(demo, models, text="She looked for a letter."))
    assert left == same and both != others


def test_neither_is_shown_what_is_hidden(demo: Demo, models: dict[str, OrtModel]) -> None:
    assert bars(last(demo, models, text="She looked at him.")) == bars(
        last(demo, models, text="She was at him.")
    )


def test_over_all_both_sides_help_a_little(models: dict[str, OrtModel]) -> None:
    """On held-out text with one token hidden at a time, two in each of 160 windows or fewer."""
    bert, gpt = models["mask-lm"], models["story-lm"]
    special, dice = bert.facts["special"], Random(0)
    text = (ROOT / "export/models/story-lm/held-out.txt").read_text(encoding="utf-8")
    documents = [gpt.tokenizer.encode(each).ids for each in text.strip().split("\n\n")]
    long = [
        ids[at : at + 48]
        for ids in documents
        if len(ids) >= 48
        for at in range(0, len(ids) - 48, len(ids) // 3)
    ]
    short = [ids for ids in documents if 8 <= len(ids) < 48]
    dice.shuffle(long)
    dice.shuffle(short)
    right = {"both": 0, "left": 0}
    asked = 0

    async def ask(ids: list[int], place: int) -> None:
        hidden = [special["[CLS]"], *ids, special["[SEP]"]]
        hidden[place + 1] = special["[MASK]"]
        both = await bert.graph("fill")(ids=hidden, place=[place + 1], outputs=["order"])
        left = await gpt.graph("next")(ids=ids[:place], outputs=["order"])
        right["both"] += both.order[0] == ids[place]
        right["left"] += left.order[0] == ids[place]

    for ids in long[:80] + short[:80]:
        for place in dice.sample(range(2, len(ids) - 2), 2):
            asyncio.run(ask(list(ids), place))
            asked += 1
    both, left = (100 * right[sides] / asked for sides in ("both", "left"))
    print(asked, both, left)
    said = re.search(r"names (\d+) of 100 at the first guess, the other (\d+)", page())
    assert said and both > left
    assert [int(said[1]), int(said[2])] == pytest.approx([both, left], abs=1)


def test_how_good_it_is_is_what_was_measured(demo: Demo) -> None:
    limits = " ".join(demo.limits.split())
    plain, guessed = SCORES["plain"], SCORES["fill_in"]
    assert (
        f"Of {plain['sentences']} plain sentences with a gap it fills {plain['sensible']}" in limits
    )
    assert f"right in {100 * guessed['mask-lm']['top1']:.0f} of 100 cases" in limits
    assert f"is right in {100 * guessed['bigram']['top1']:.0f}." in limits
    assert f"in {plain['sensible']} of {plain['sentences']}" in page()


def test_next_sentence_prediction_is_worth_what_was_measured(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(demo, models, show="pairs")
    told = SCORES["next_sentence"]
    for share in told.values():
        assert f"{100 * share:.0f} of 100" in html and f"{100 * share:.0f} of 100" in page()


def test_tokens_are_selected_as_bert_selects_them(demo: Demo, parts: Any) -> None:
    select = parts("masking").select
    ids = list(range(1, 101))
    kinds = Counter[str]()
    for seed in range(300):
        found = select(ids, seed, 6144)
        assert found and found == select(ids, seed, 6144)
        kinds.update(how for how, _ in found.values())
        assert all((other >= 1) == (how == "swapped") for how, other in found.values())
    total = sum(kinds.values())
    assert total / (300 * len(ids)) == pytest.approx(0.15, abs=0.01)
    assert kinds["hidden"] / total == pytest.approx(0.8, abs=0.02)
    assert kinds["swapped"] / total == pytest.approx(0.1, abs=0.02)
    assert all(len(select([7], seed, 6144)) == 1 for seed in range(50))


def test_a_masked_text_shows_what_the_model_gets(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, show="masking", text="She looked at him and said nothing. " * 6)
    selected = re.search(r"Of \d+ tokens (\d+) are selected: (\d+) hidden", html)
    assert selected
    row = html[html.index('<ol class="ld-tokens"') : html.index("</ol>")]
    assert row.count("[MASK]") == int(selected[2]) and row.count("ld-c") == int(selected[1])
    assert html.count("<tr>") == int(selected[1]) + 1


def test_the_pairs_were_drawn_by_lot() -> None:
    spec = importlib.util.spec_from_file_location("mask_fill_make", FOLDER / "make.py")
    assert spec and spec.loader
    make: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    kept = json.loads((FOLDER / "pairs.json").read_text(encoding="utf-8"))
    assert make.pairs() == kept
    assert Counter(pair["kind"] for pair in kept) == {"follows": 6, "same": 3, "other": 3}


def test_the_reader_answers_before_the_model_does(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    truths = [pair["kind"] == "follows" for pair in parts("pairs").PAIRS]
    for pair, truth in ((1, truths[0]), (2, truths[1])):
        asked = last(demo, models, show="pairs", pair=pair)
        assert "Answer first" in asked and "The model gives" not in asked
        right, wrong = (10 * pair + answer for answer in ((1, 2) if truth else (2, 1)))
        assert "Right: " in last(demo, models, show="pairs", pair=pair, answer=right)
        assert "Wrong: " in last(demo, models, show="pairs", pair=pair, answer=wrong)
    assert last(demo, models, show="pairs", pair=2, answer=11) == last(
        demo, models, show="pairs", pair=2
    )


def test_the_score_is_kept_from_pair_to_pair(demo: Demo, models: dict[str, OrtModel]) -> None:
    async def play() -> str:
        state: dict[str, Any] = {}
        html = ""
        lms = {"bert": models["mask-lm"], "gpt": models["story-lm"]}
        for pair in range(1, 13):
            given = {"show": "pairs", "pair": pair, "answer": 10 * pair + 1}
            async for frame in demo.run(given, lms, state):
                html, state = frame.html, frame.state
        return html

    assert "So far: you 6 of 12, the model " in asyncio.run(play())


def test_own_text_is_cut_after_its_first_sentence(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, show="pairs", text="The sun rose. The birds sang.")
    assert "that the second part follows the first" in html
    assert "Write two sentences" in last(demo, models, show="pairs", text="The sun rose.")


def test_numbers_of_words_are_read(demo: Demo) -> None:
    hidden = demo.controls["hidden"]
    assert hidden.parse("5, 2,2") == "2,5" and hidden.parse("") == ""
    for wrong in ("x", "0", "1,", "1,,2", None, "1" * 9):
        with pytest.raises(ControlError):
            hidden.parse(wrong)


@pytest.mark.parametrize("show", ["gaps", "masking", "pairs"])
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], show: str) -> None:
    for text in TEXTS:
        for hidden in ("", "1,2,3,4,5,6", "999"):
            html = last(demo, models, text=text, show=show, hidden=hidden)
            assert "data-say" in html and "<script" not in html


def test_what_the_cat_drank_the_left_side_knows_better(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(demo, models, text="The cat drank the milk.", hidden="5")
    ranks = re.search(r"both sides it is number ([\d,]+) .* left side number ([\d,]+) ", html)
    assert ranks
    both, left = (int(rank.replace(",", "")) for rank in ranks.groups())
    assert left < 5 < both


def test_the_model_notices_that_stock_does_not_belong(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    text = "It was dark, so she lit a fire. The cat sat by the fire because it was cold."
    html = last(demo, models, show="masking", draw=4, text=text)
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    found = [re.findall(r"<bdi[^>]*>([^<]*)</bdi>", row) for row in rows]
    assert ["14", "␣by", "swapped", "␣stock", "␣by"] in [row[:5] for row in found]
