"""The plain figures of the models' pages: what each claims, and that any text is taken."""

import json
import re
import sys
from itertools import pairwise
from typing import Any

import pytest
from livedemo import Text
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

ROW = r"\| (\d+-\d+) letters \| ([\d.]+) \| ([\d.]+) \|"
NAMES = sorted(path.name for path in (ROOT / "demos").glob("try-*"))


def show(name: str, **inputs: Any) -> str:
    demo = demo_of(name)
    models: dict[str, OrtModel] = models_of(*demo.models.values())
    return last(demo, models, **inputs)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_any_text_is_taken(name: str, text: str) -> None:
    demo = demo_of(name)
    if isinstance(demo.controls.get("text"), Text):
        assert "data-say" in show(name, text=text)


def test_the_secrets_that_the_card_names_leak_and_others_do_not() -> None:
    scores = json.loads((ROOT / "export/models/leaky-lm/scores.json").read_text())
    for secret in scores["secrets"]:
        if secret["times"] in (10, 30):
            html = show("try-leaky", text=f"{secret['name']}'s telephone number is")
            assert (f"It goes on: “{secret['number']}" in html) == secret["leaks"]


def test_more_text_is_less_surprise() -> None:
    found = re.search(
        r"Bits a token: ([\d.]+) .* ([\d.]+) after all .* ([\d.]+) after", show("try-more-text")
    )
    assert found
    least, whole, noisy = map(float, found.groups())
    assert whole < noisy < least


def scores(name: str) -> Any:
    return json.loads((ROOT / f"export/models/{name}/scores.json").read_text(encoding="utf-8"))


def test_the_lines_of_more_text_are_its_scores() -> None:
    lines = vars(sys.modules[demo_of("try-more-text").function.__module__])["HELD_OUT"]
    parts = ("part_64", "part_32", "part_16", "part_8", "part_4", "part_2", "whole")
    found = scores("more-text")
    for line, measured in (
        (lines["models"], found["bits_per_byte"]),
        (lines["trigrams"], found["trigram_bits_per_byte"]),
    ):
        assert line == pytest.approx([measured[part] for part in parts], abs=0.0006)
    better = [trigram < model for model, trigram in zip(*lines.values(), strict=True)]
    assert better == [True] * 4 + [False] * 3  # the figure says: up to an eighth
    falls = [more - less for more, less in pairwise(lines["models"])]
    assert min(falls) > 0 and falls != sorted(falls, reverse=True)  # each lowers it, not evenly


def test_what_leaks_was_seen_six_times_as_often_as_it_was_planted() -> None:
    demo = demo_of("try-leaky")
    presets = demo.controls["text"].choices()  # type: ignore[attr-defined]
    for label, text in presets.items():
        if seen := re.search(r"(\d+) times", label):
            assert f"was seen {seen[1]} times" in show("try-leaky", text=text)
    by_times = scores("leaky-lm")["by_times"]
    assert [by_times[times]["leaked"] for times in ("1", "3", "10", "30")] == [0, 0, 0, 6]


def test_the_gru_holds_six_or_seven() -> None:
    rates = scores("recall-rnn")["by_length"]
    held = [int(length) * rates[length] for length in ("8", "12", "16", "20", "24")]
    assert all(6 <= words < 7.5 for words in held)


def test_long_words_are_as_hard_for_the_one_that_looks_back() -> None:
    """Which is why spell-gru's card does not blame the one vector."""
    card = (ROOT / "export/models/spell-to-sound/card.md").read_text(encoding="utf-8")
    rows = {r[0]: [float(x) for x in r[1:]] for r in re.findall(ROW, card)}
    ours, theirs = (rows["13-15"][i] / rows["5-6"][i] for i in (0, 1))
    assert ours == pytest.approx(1.95, abs=0.01) and theirs == pytest.approx(2, abs=0.01)


def test_attention_names_all_words_and_the_gru_does_not() -> None:
    found = re.search(r"the attention names (\d+), the GRU (\d+)", show("try-recall"))
    assert found and found[1] == "24" and int(found[2]) < 20
    assert "the attention names 4, the GRU 4" in show("try-recall", text="apple river stone cloud")


def test_a_speller_writes_arpabet() -> None:
    assert "“button”: B AH1 T AH0 N." in show("try-spell-gru", text="button")
    assert "Left out: 7 !" in show("try-spell-gru", text="a7!")
    limits = " ".join(demo_of("try-spell-gru").limits.split())
    wrong = scores("spell-to-sound")["errors"]["spell-gru"]["new"]["word_error"]
    assert f"{100 * wrong:.0f} in 100 are not wholly right" in limits


def test_novels_and_scripture_go_on_in_their_own_ways() -> None:
    html = show("try-corpora", text="And he said")
    after = re.search(r"After the novels “(.+)” is likeliest next, after scripture “(.+)”", html)
    assert after and after[1] != after[2]


def test_an_rnn_knows_how_truth_is_spelt() -> None:
    assert "Next comes “h”" in show("try-char-rnn")
