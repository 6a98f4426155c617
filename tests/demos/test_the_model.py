"""the-model: its picture is of the model's own numbers, and its claim holds on held-out text."""

import asyncio
import html as entities
import json
import re
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of

HELD_OUT = ROOT / "export/models/story-lm/held-out.txt"
LAYERS = 6


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


@pytest.fixture(scope="module")
def the_model() -> Demo:
    return demo_of("the-model")


def insides(models: dict[str, OrtModel], ids: list[int]) -> Any:
    run = models["story-lm"].graph("insides")(ids=ids, token=[len(ids) - 1])
    return asyncio.run(run)


def beginnings(lm: OrtModel) -> list[list[int]]:
    """The first words of passages that no training saw."""
    lines = [line for line in HELD_OUT.read_text("utf-8").split("\n") if len(line.split()) > 16]
    texts = [" ".join(line.split()[: 6 + i % 10]) for i, line in enumerate(lines[::5][:48])]
    return [[token.id for token in lm.tokenizer.encode(text)][:60] for text in texts]


def test_a_guess_forms_step_by_step(models: dict[str, OrtModel]) -> None:
    """On held-out texts what wins in the end leads more often after each next layer."""
    every = beginnings(models["story-lm"])
    assert len(every) == 48
    leads = [0] * LAYERS
    for ids in every:
        run = insides(models, ids)
        for layer in range(LAYERS):
            leads[layer] += run.says_ids[layer, 0] == run.order[0]
    print(leads)
    assert leads == sorted(leads)
    assert leads[0] < 0.3 * leads[-1]
    assert leads[3] < leads[4] < leads[5] == len(every)


def test_every_token_takes_from_earlier_ones_in_each_layer(models: dict[str, OrtModel]) -> None:
    """Of what the heads bring a token, the larger part comes from others; and none from later."""
    lm = models["story-lm"]
    others = [0.0] * LAYERS
    every = beginnings(lm)
    for ids in every:
        for layer, flow in enumerate(insides(models, ids).flow.tolist()):
            assert all(share == 0 for i, row in enumerate(flow) for share in row[i + 1 :])
            rows = list(enumerate(flow))[1:]
            own = sum(row[i] / sum(row) for i, row in rows) / len(rows)
            others[layer] += (1 - own) / len(every)
    print([f"{share:.2f}" for share in others])
    assert min(others) > 0.25


def test_the_sentence_says_what_the_model_computes(
    the_model: Demo, models: dict[str, OrtModel]
) -> None:
    lm = models["story-lm"]
    text = "My grandmother keeps her keys in"
    run = insides(models, [token.id for token in lm.tokenizer.encode(text)])
    html = last(the_model, models, text=text)
    said = re.search(r"data-say>(.*?)</p>", html)
    assert said
    top = lm.tokenizer.token(run.order[0]).text.replace(" ", "␣")
    assert f"likeliest next token is “{top}” ({100 * run.chances[0]:.0f}" in said[1]
    since = LAYERS
    while since > 1 and run.says_ids[since - 2, 0] == run.order[0]:
        since -= 1
    leads = "only after the last layer" if since == LAYERS else f"from layer {since} on"
    assert f"It leads {leads};" in said[1]


def test_the_map_of_each_head_is_its_attention(
    the_model: Demo, models: dict[str, OrtModel]
) -> None:
    """Ink runs are read back from the SVG, cell by cell, and held to the weights."""
    lm = models["story-lm"]
    text = "Once upon a time a small dog found a bone, a small dog"
    ids = [token.id for token in lm.tokenizer.encode(text)]
    html = last(the_model, models, text=text)
    drawn = re.findall(r'class="ld-whole-map".*?</button>', html, re.DOTALL)
    assert len(drawn) == 36
    weights = asyncio.run(lm(ids=ids, outputs=["attention"])).attention
    for number, button in enumerate(drawn):
        cells = [[0.0] * len(ids) for _ in ids]
        for opacity, path in re.findall(r'stroke-opacity="([\d.]+)" d="([^"]*)"', button):
            for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
                for at in range(int(column), int(column) + int(length)):
                    cells[int(row)][at] = float(opacity)
        for row, inks in enumerate(cells):
            for column, ink in enumerate(inks):
                weight = weights[number // 6, number % 6, row, column]
                assert abs(ink - weight) <= 0.11, (number, row, column)


def test_all_of_what_the_picked_token_took_is_shared_out(
    the_model: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(the_model, models, text="The boy lost his ball and the girl", token=4)
    shares = re.findall(
        r'title="[^"]*, (?:&lt;\xa0)?([\d.]+)\xa0% of what the picked token took"', html
    )
    assert len(shares) == 7  # of eight tokens, the picked one left out
    assert all(float(share) == 0.1 for share in shares[3:])  # written as less than that: later ones
    assert 50 < sum(map(float, shares[:3])) <= 100.5


def test_next_token_and_take_one_back_are_each_others_opposites(
    the_model: Demo, models: dict[str, OrtModel]
) -> None:
    text = "She put the cup on the"
    html = last(the_model, models, text=text)
    found = re.findall(r'data-set="([^"]*)">(?:Next token|Take one)', html)
    sets = [json.loads(entities.unescape(each)) for each in found]
    grown, shrunk = (each["text"] for each in sets)
    assert grown.startswith(text) and len(grown) > len(text)
    assert shrunk == "She put the cup on"
    assert f"&#34;{text}&#34;" in last(the_model, models, text=grown)  # to take one back from it


@pytest.mark.parametrize("length", [1, 9, 10, 18, 19, 36, 37, 64, 80])
def test_any_number_of_tokens_has_a_room(
    the_model: Demo, models: dict[str, OrtModel], length: int
) -> None:
    html = last(
        the_model, models, text="The" + " cup" * (length - 1), layer=2, head=3, token=length
    )
    shown = min(length, 64)
    assert html.count('class="ld-whole-token ') == shown
    assert ("left out" in html) == (length > 64)
    assert len(re.findall("<[a-z]", html)) < 2_000
