"""spell-to-sound: equal to what they come from, and as their cards say."""

import copy
import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from workshop.architectures import t5

MODELS = Path(__file__).resolve().parents[2] / "export/models"


def module(folder: str, name: str) -> ModuleType:
    """One file of a model's folder, under a name that meets no other model's."""
    unique = f"{folder}_{name}".replace("-", "_")
    spec = importlib.util.spec_from_file_location(unique, MODELS / folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


ours: Any = module("spell-to-sound", "model")
measure: Any = module("spell-to-sound", "measure")
SCORES = json.loads((MODELS / "spell-to-sound/scores.json").read_text())
CARD = (MODELS / "spell-to-sound/card.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", autouse=True)
def without_gradients() -> Iterator[None]:
    with torch.no_grad():
        yield


@pytest.fixture(scope="module")
def network() -> Any:
    loaded = ours.load()
    loaded.set_attn_implementation("eager")
    return loaded


@pytest.mark.parametrize("word", ["a", "cat", "transformers"])
def test_open_equals_transformers(network: Any, float64: None, word: str) -> None:
    network = copy.deepcopy(network).double()
    given = ours.example(word, ("K", "AE1", "T"))
    source, written = (given[name][None].long() for name in ("source", "written"))
    theirs = network(source, decoder_input_ids=written, output_attentions=True)
    logits, cross, encoder, decoder = t5.Run(network, ours.M)(**given)
    torch.testing.assert_close(logits, theirs.logits[0])
    for attention, name in ((cross, "cross"), (encoder, "encoder"), (decoder, "decoder")):
        expected = torch.cat(getattr(theirs, f"{name}_attentions"))
        torch.testing.assert_close(attention, expected)


def test_writes_what_transformers_generates(network: Any) -> None:
    write = t5.Write(network, ours.M)
    begin = torch.tensor([ours.BEGIN], dtype=torch.int32)
    words = ["attention", "ox"]
    for word, said in zip(
        words, measure.speak(network, ours.ids, ours.SYMBOLS)(words), strict=True
    ):
        source = ours.tensor(ours.ids(word))
        written, shares, cross, known = write(source, begin)
        count = written.tolist().index(ours.END)
        assert tuple(ours.SYMBOLS[i] for i in written[:count]) == said
        assert (written[count:] == ours.END).all()
        assert ((shares > 0) & (shares <= 1)).all()
        torch.testing.assert_close(cross.sum(-1), torch.ones(cross.shape[:-1]))
        theirs = network.encoder(source[None].long()).last_hidden_state[0]
        torch.testing.assert_close(known, theirs, atol=1e-4, rtol=1e-4)


def test_errors_are_counted_against_the_nearest_pronunciation() -> None:
    assert measure.distance("kitten", "sitting") == 3
    assert measure.distance("", "ab") == measure.distance("ab", "") == 2
    assert measure.nearest(("A", "B"), [("C",), ("A", "B", "C")]) == (1, 3)
    found = measure.errors({"x": ("A",), "y": ("B",)}, {"x": [("A",)], "y": [("B", "C", "D")]})
    assert found == {"words": 2, "phone_error": 0.5, "word_error": 0.5}


def test_a_difference_knows_its_sign() -> None:
    words = {name: [("A", "B")] for name in "abcdefgh"}
    right, wrong = ({name: said for name in words} for said in (("A", "B"), ("A", "C")))
    assert measure.difference(right, right, words)["phone_error"] == [0, 0]
    assert measure.difference(right, wrong, words)["phone_error"] == [-0.5, -0.5]
    assert measure.difference(wrong, right, words)["word_error"] == [1, 1]


def test_monotone_knows_forwards_from_backwards() -> None:
    forwards = torch.eye(5)[None, None]
    assert measure.monotone([forwards]) == measure.together([forwards]) == 1
    assert measure.monotone([forwards.flip(2)]) == 0
    assert measure.together([forwards.flip(2)]) == -1


def test_held_out_words_are_spelt_and_few_enough() -> None:
    groups = ours.held_out()
    assert (MODELS / "spell-to-sound/held-out.txt").stat().st_size <= 100_000
    assert {name: len(words) for name, words in groups.items()} == {"new": 992, "spread": 1820}
    assert not set(groups["new"]) & set(groups["spread"])
    for words in groups.values():
        assert all(set(word) <= set(ours.LETTERS) for word in words)
        assert {p for listed in words.values() for one in listed for p in one} <= set(ours.PHONES)


def test_sounds_as_the_scores_say(network: Any) -> None:
    """The whole group of new words, anew."""
    words = ours.held_out()["new"]
    said = measure.speak(network, ours.ids, ours.SYMBOLS)([*words])
    found = measure.errors(dict(zip(words, said, strict=True)), words)
    told = SCORES["errors"]["spell-to-sound"]["new"]
    assert found["phone_error"] == pytest.approx(told["phone_error"], abs=2e-3)
    assert found["word_error"] == pytest.approx(told["word_error"], abs=5e-3)


def test_the_cards_say_what_was_measured() -> None:
    theirs = (MODELS / "spell-gru/card.md").read_text(encoding="utf-8")
    tables = SCORES["errors"]
    for group, row in tables["spell-to-sound"].items():
        beside = tables["spell-gru"][group]
        cells = [row["phone_error"], beside["phone_error"], row["word_error"], beside["word_error"]]
        assert f"| {group} | " + " | ".join(f"{100 * cell:.1f}" for cell in cells) + " |" in CARD
        assert f"| {group} | {100 * cells[1]:.1f} | {100 * cells[3]:.1f} |" in theirs
    low, high = (-100 * end for end in SCORES["ours_less_gru"]["new"]["word_error"])
    assert f"between {high:.1f} and {low:.1f} points" in " ".join(CARD.split())
    low, high = (100 * end for end in SCORES["ours_less_gru"]["new"]["phone_error"])
    assert f"from {-low:.1f} points better to {high:.1f} worse" in " ".join(CARD.split())
    head = SCORES["never_back"]
    assert f"layer {head['layer']}, head {head['head']}" in CARD
    assert f"{100 * head['score']:.1f} %" in CARD
