"""signals: its grammar says what it should, and the network has learned all of it."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import torch
from workshop.architectures import t5
from workshop.training import seq2seq

from tests.folder import modules

FOLDER = Path(__file__).resolve().parents[2] / "export/models/signals"
CARD = (FOLDER / "card.md").read_text(encoding="utf-8")
SCORES = json.loads((FOLDER / "scores.json").read_text())
NAMES = ("grammar", "questions", "model")


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Any]]:
    with torch.no_grad(), modules(FOLDER, *NAMES) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def network(files: dict[str, Any]) -> Any:
    loaded = files["model"].load()
    loaded.set_attn_implementation("eager")
    return loaded


@pytest.fixture(scope="module")
def write(files: dict[str, Any], network: Any) -> Any:
    """A task and what is read -> the answer, as the exported graph writes it."""
    model = files["model"]
    loop = t5.Write(network, model.M)

    def answer(task: str, source: list[str]) -> str:
        start = torch.tensor([model.ID[task]], dtype=torch.int32)
        rows = loop(model.tensor(model.ids(source)), start)[0].tolist()
        assert set(rows[rows.index(model.END) :]) == {model.END}
        return " ".join(model.SYMBOLS[i] for i in rows[: rows.index(model.END)])

    return answer


def test_a_play_has_signs_english_and_spanish(files: dict[str, Any]) -> None:
    play = files["grammar"].Play("hit", "moon", "hard", "batter", "now", "don't")
    assert " ".join(play.english()) == "batter , don't hit it hard to the moon now ."
    spanish = "bateador , ahora no lo golpees con fuerza a la luna ."
    assert " ".join(play.spanish()) == spanish
    assert play.signs()[0] == "cap" and play.signs()[-1] == "wipe"


def test_no_two_plays_say_the_same(files: dict[str, Any]) -> None:
    plays = files["grammar"].plays()
    for said in ("signs", "english", "spanish"):
        assert len({tuple(getattr(play, said)()) for play in plays}) == len(plays) == 28_800


def test_held_out_pairs_were_never_trained_together(files: dict[str, Any]) -> None:
    known, held = files["grammar"].split()
    together = {(play.action, play.place) for play in known}
    apart = {(play.action, play.place) for play in held["pairs"]}
    assert len(apart) == 8 and not apart & together and ("hit", "moon") in apart
    assert not set(held["plays"]) & set(known)
    assert {name: len(plays) for name, plays in held.items()} == {"pairs": 2400, "plays": 1320}


def test_the_committed_lists_are_the_grammars_own(files: dict[str, Any]) -> None:
    assert files["grammar"].symbols() == files["model"].SYMBOLS
    unseen = {
        " ".join(p.english()) for group in files["grammar"].split()[1].values() for p in group
    }
    for line in (FOLDER / "held-out.txt").read_text(encoding="utf-8").splitlines():
        task, _, target = line.split("\t")
        assert task != "<english>" or target in unseen


def test_open_equals_transformers(files: dict[str, Any], network: Any, float64: None) -> None:
    network = copy.deepcopy(network).double()
    for given in files["model"].held_out()[:3]:
        source, written = (given[name][None].long() for name in ("source", "written"))
        theirs = network(source, decoder_input_ids=written, output_attentions=True)
        logits, cross, *_ = t5.Run(network, files["model"].M)(**given)
        torch.testing.assert_close(logits, theirs.logits[0])
        torch.testing.assert_close(cross, torch.cat(theirs.cross_attentions))


def test_hits_it_to_the_moon_which_it_was_never_told(files: dict[str, Any], write: Any) -> None:
    play = files["grammar"].Play("hit", "moon")
    touches = play.signs(("nose", "belt"))
    assert write("<signs>", play.parts()).split() == play.signs()
    assert write("<english>", touches) == "hit it to the moon ."
    assert write("<spanish>", touches) == "golpéalo a la luna ."
    several = replace(play, who="everyone", negation="don't")
    assert write("<spanish>", several.signs()) == "todos , no lo golpeen a la luna ."


def test_a_touch_means_what_its_place_after_the_cap_says(write: Any) -> None:
    one = write("<english>", ["cap", "nose", "chest", "knee", "elbow", "arm"])
    other = write("<english>", ["nose", "cap", "nose", "chest", "knee", "elbow", "arm"])
    assert one == other != ""


def test_exact_on_what_is_held_out(files: dict[str, Any], network: Any) -> None:
    """A part of what evaluate.py asks, anew; the card says the whole."""
    ask, random = files["questions"].ask, Random(1)
    for group in files["grammar"].split()[1].values():
        for task in files["questions"].TASKS:
            asked = [files["model"].pair(ask(p, task, random)) for p in random.sample(group, 100)]
            assert seq2seq.exact(network, asked) == 1


def test_exact_knows_a_mistake(files: dict[str, Any], network: Any) -> None:
    model = files["model"]
    source = model.ids(["cap", "nose", "chest", "knee", "elbow", "arm"])
    wrong = seq2seq.Pair(source, model.ids(["hit", "."]), model.ID["<english>"])
    assert seq2seq.exact(network, [wrong]) == 0


def test_the_card_says_what_was_measured() -> None:
    for group, row in (
        ("pairs", "new pairs of action and place"),
        ("plays", "other held-out plays"),
    ):
        cells = [SCORES[f"{group} {task}"] for task in ("<signs>", "<english>", "<spanish>")]
        said = " | ".join(f"{cell['exact']:,} of {cell['plays']:,}" for cell in cells)
        assert f"| {row} | {said} |" in CARD
        assert not any(cell["neighbour_exact"] for cell in cells)  # "It is never exact"
