"""How the next token is chosen: the rules are those of transformers, and do what the page says."""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
import torch
from livedemo import tokenizers
from livedemo.decoding import (
    Next,
    Node,
    Ranked,
    beam_search,
    min_p,
    ranked,
    repeated,
    top_k,
    top_p,
)
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel
from torch import Tensor
from transformers import (
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)
from workshop.architectures import gpt

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of, named

STORY = ROOT / "export/models/story-lm"
LONG = 16  # tokens of a beginning
BEGINNINGS = 12
WRITES = 48
#: Share of repeated runs of three that the page speaks of, by rule: from, to.
CIRCLES = {"greedy": (0.42, 0.55), "people": (0.0, 0.02), "top-p": (0.0, 0.02)}


@pytest.fixture(scope="module")
def lm() -> Any:
    threads = torch.get_num_threads()
    torch.set_grad_enabled(False)
    torch.set_num_threads(1)  # so small a model is slower on several
    config = gpt.config(width=216, layers=6, heads=6, context=256)
    yield gpt.load(config, STORY / "weights.safetensors")
    torch.set_num_threads(threads)
    torch.set_grad_enabled(True)


@pytest.fixture(scope="module")
def held_out() -> list[int]:
    tokenizer = tokenizers.load((STORY / "tokenizer.json").read_bytes())
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    return list(tokenizer.encode(text, special=False).ids)


@pytest.fixture(scope="module")
def beginnings(held_out: list[int]) -> list[int]:
    """Where they begin in the held-out text."""
    step = (len(held_out) - LONG - WRITES) // BEGINNINGS
    return [step * number for number in range(BEGINNINGS)]


@pytest.fixture(scope="module")
def logits(lm: Any, held_out: list[int], beginnings: list[int]) -> list[Tensor]:
    """After each beginning, [V]."""
    texts = torch.tensor([held_out[at : at + LONG] for at in beginnings])
    return list(lm(texts).logits[:, -1])


def theirs(scores: Tensor, temperature: float, *warpers: Any) -> dict[int, float]:
    """What is left of the chances, by transformers' own processors."""
    no_text = torch.zeros(1, 1, dtype=torch.long)
    rest = TemperatureLogitsWarper(temperature)(no_text, scores[None])
    for warper in warpers:
        rest = warper(no_text, rest)
    kept = torch.softmax(rest[0], -1)
    return {id: float(kept[id]) for id in torch.nonzero(rest[0] > -torch.inf)[:, 0].tolist()}


def ours(chances: Ranked, keep: int) -> dict[int, float]:
    mass = sum(chances.shares[:keep])
    return {chances.ids[at]: chances.shares[at] / mass for at in range(keep)}


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.7])
def test_each_rule_leaves_what_transformers_leaves(
    logits: list[Tensor], temperature: float
) -> None:
    for scores in logits:
        chances = ranked(scores.tolist(), temperature)
        shares = chances.shares
        pairs = [
            (len(shares), ()),
            *((top_k(shares, k), (TopKLogitsWarper(k),)) for k in (1, 5, 40, 100, 7000)),
            *((top_p(shares, p), (TopPLogitsWarper(p),)) for p in (0.05, 0.3, 0.5, 0.9, 0.95)),
            *((min_p(shares, p), (MinPLogitsWarper(p),)) for p in (0.02, 0.1, 0.4, 1.0)),
        ]
        for keep, warpers in pairs:
            expected = theirs(scores, temperature, *warpers)
            assert ours(chances, keep) == pytest.approx(expected, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("beams", [2, 3, 5])
def test_beam_search_is_that_of_transformers(
    lm: Any, held_out: list[int], beginnings: list[int], beams: int
) -> None:
    steps = 8

    async def search(ids: Sequence[int]) -> Node:
        async def ask(node: Node) -> Next:
            scores = lm(torch.tensor([[*ids, *node.ids]])).logits[0, -1].log_softmax(-1)
            values, order = scores.topk(64)
            return list(zip(order.tolist(), values.tolist(), strict=True))

        async for level in beam_search(ask, beams, steps, end=0):
            best = level.best
            assert sum(node.kept for node in level.nodes) >= beams
        return best

    for at in beginnings[:6]:
        ids = held_out[at : at + LONG]
        found = asyncio.run(search(ids))
        text = torch.tensor([ids])
        expected = lm.generate(
            text,
            attention_mask=torch.ones_like(text),
            num_beams=beams,
            max_new_tokens=steps,
            do_sample=False,
            length_penalty=0.0,
            eos_token_id=0,
            pad_token_id=0,
            return_dict_in_generate=True,
            output_scores=True,
        )
        assert found.ids == expected.sequences[0, LONG : LONG + len(found.ids)].tolist()
        assert found.score == pytest.approx(float(expected.sequences_scores[0]), abs=1e-3)


# What the page says ------------------------------------------------------------------------------


def write(lm: Any, texts: Sequence[Sequence[int]], rule: Any) -> list[list[int]]:
    """Go on from texts of one length, each with its own dice."""
    dice = [Random(number) for number in range(len(texts))]
    new: list[list[int]] = [[] for _ in texts]
    ids, past = torch.tensor(texts), None
    for _ in range(WRITES):
        run = lm(ids, past_key_values=past, use_cache=True)
        past = run.past_key_values
        for text, scores, chance in zip(new, run.logits[:, -1], dice, strict=True):
            chances = ranked(scores.tolist())
            text.append(chances.draw(rule(chances.shares), chance.random()))
        ids = torch.tensor([text[-1:] for text in new])
    return new


def circling(texts: Sequence[Sequence[int]]) -> float:
    return sum(map(repeated, texts)) / len(texts)


def test_greedy_and_beams_go_in_circles_and_people_do_not(
    lm: Any, held_out: list[int], beginnings: list[int]
) -> None:
    texts = [held_out[at : at + LONG] for at in beginnings]
    ids = torch.tensor(texts)
    beams = lm.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        num_beams=3,
        max_new_tokens=WRITES,
        do_sample=False,
        length_penalty=0.0,
        eos_token_id=lm.config.vocab_size,  # which is none: a text that ends goes on here as well
        pad_token_id=0,
    )
    found = {
        "greedy": circling(write(lm, texts, lambda shares: 1)),
        "beam": circling([row[LONG:] for row in beams.tolist()]),
        "people": circling([held_out[at + LONG :][:WRITES] for at in beginnings]),
        "all": circling(write(lm, texts, len)),
        "top-p": circling(write(lm, texts, lambda shares: top_p(shares, 0.9))),
        "min-p": circling(write(lm, texts, lambda shares: min_p(shares, 0.1))),
    }
    print(found)
    for rule, (low, high) in CIRCLES.items():
        assert low < found[rule] < high, rule
    assert found["beam"] > found["greedy"]
    assert found["top-p"] < found["min-p"] < 0.1


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("decoding")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


def kept(demo: Demo, models: dict[str, OrtModel], **inputs: object) -> int:
    found = re.search(r"keeps ([\d,]+) of 6,144", last(demo, models, **inputs))
    assert found
    return int(found[1].replace(",", ""))


def test_how_many_stay_after_each_beginning(demo: Demo, models: dict[str, OrtModel]) -> None:
    page = (ROOT / "docs/choosing-the-next-word.md").read_text(encoding="utf-8")
    brother = kept(demo, models)
    assert f"the likeliest {brother} tokens have 90 % of the chances" in " ".join(page.split())
    assert f"{6144 - brother:,} have little each" in " ".join(page.split())
    assert kept(demo, models, text="Once upon a time") == 1
    sat = kept(demo, models, text="He sat down and")
    assert f"), {sat} after" in " ".join(page.split())
    assert kept(demo, models, text="He sat down and", rule="min-p") == 10
    for text, cut in (("Once upon a time", "< 0.1"), ("He sat down and", "3\\d")):
        html = last(demo, models, text=text, rule="top-k")
        assert re.search(rf"keeps 40 of .* had {cut}\u00a0% of", html.replace("&lt;\u00a0", "< "))


def test_the_guess_has_one_right_answer(demo: Demo, models: dict[str, OrtModel]) -> None:
    guess: Any = demo.controls["guess"]
    answers = {
        option: last(demo, models, **guess.brings(), guess=option) for option in guess.states()
    }
    right = [option for option, html in answers.items() if "You were right" in html]
    assert right == ["a text in circles"]


def test_one_seed_is_one_text_and_another_press_another(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    texts = [
        re.findall(r'<p class="ld-passage".*?</p>', last(demo, models, write=press), re.DOTALL)
        for press in (1, 1, 2)
    ]
    assert [len({*each}) for each in texts] == [3, 3, 3]
    assert texts[0] == texts[1] and not {*texts[0]} & {*texts[2]}


def test_a_pruned_branch_can_be_followed(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, rule="beam")
    numbers = [int(number) for number in re.findall(r"&#34;node&#34;:(\d+)", html)]
    assert len(numbers) == 8 * 6 and html.count("ld-tree-off") == 8 * 3
    pruned = re.search(r'ld-tree-off"[^>]*&#34;node&#34;:(\d+)', html)
    assert pruned
    followed = last(demo, models, rule="beam", node=int(pruned[1]))
    assert "is pruned after token 1: 3 paths score more" in followed
    assert last(demo, models, rule="beam", node=999_999) == html


def test_the_tree_is_a_search_of_the_model_that_readers_get(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    """A path's score is what the model says of the whole path, read at once."""
    paths = importlib.import_module(f"{sys.modules[demo.function.__module__].__package__}.paths")
    lm = named(demo, models)["lm"]
    ids = lm.tokenizer.encode("My brother and I").ids

    async def go() -> None:
        found = [each async for each in paths.search(lm, ids, 3, 8, {})][-1]
        run = await lm.graph("next")(ids=[*ids, *found.best], outputs=["surprise"])
        bits = sum(run.surprise.tolist()[len(ids) :])
        assert found.levels[-1][0].score / -0.6931471805599453 == pytest.approx(bits, abs=1e-3)

    asyncio.run(go())


@pytest.mark.parametrize("rule", ["greedy", "all", "top-k", "top-p", "min-p", "beam"])
def test_any_text_is_taken(demo: Demo, models: dict[str, OrtModel], rule: str) -> None:
    for text in TEXTS:
        html = last(demo, models, text=text, rule=rule)
        assert "data-say" in html and "<script" not in html
