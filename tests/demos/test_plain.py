"""The plain figures of the models' pages: what each claims, and that any text is taken."""

import json
import re
from typing import Any

import pytest
from livedemo import Text
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of

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


def test_hits_it_to_the_moon_in_two_languages() -> None:
    html = show("try-signals")
    assert "Hit it to the moon." in html and "Golpéalo a la luna." in html
    html = show("try-signals", action="bring", place="home", negation="don't", who="everyone")
    assert "Everyone, don&#39;t bring it to home plate." in html


def test_both_sides_tell_what_is_hidden() -> None:
    html = show("try-mask")
    assert "“␣door” is the first guess" in html
    shuffled = show("try-mask", text="in ___ and went opened the He.")
    without = re.compile(r"without positions (“[^”]+”)")
    first, second = without.search(html), without.search(shuffled)
    assert first and second and first[1] == second[1]


def test_more_text_is_less_surprise() -> None:
    found = re.search(
        r"Bits a token: ([\d.]+) .* ([\d.]+) after all .* ([\d.]+) after", show("try-more-text")
    )
    assert found
    least, whole, noisy = map(float, found.groups())
    assert whole < noisy < least


def test_attention_names_all_words_and_the_gru_does_not() -> None:
    found = re.search(r"the attention names (\d+), the GRU (\d+)", show("try-recall"))
    assert found and found[1] == "24" and int(found[2]) < 20
    assert "the attention names 4, the GRU 4" in show("try-recall", text="apple river stone cloud")


def test_two_spellers_write_arpabet() -> None:
    assert "“button”: B AH1 T AH0 N. The two agree." in show("try-spelling", text="button")
    assert "Left out: 7 !" in show("try-spelling", text="a7!")


def test_novels_and_scripture_go_on_in_their_own_ways() -> None:
    html = show("try-corpora", text="And he said")
    after = re.search(r"After the novels “(.+)” is likeliest next, after scripture “(.+)”", html)
    assert after and after[1] != after[2]


def test_an_rnn_knows_how_truth_is_spelt() -> None:
    assert "Next comes “h”" in show("try-char-rnn")


def test_without_positions_it_still_goes_on() -> None:
    assert "“␣scared” is likeliest, without “␣afraid”" in show("try-no-positions")
