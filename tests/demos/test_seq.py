"""`signals`, `spell-to-sound` and `three-types`: what they claim, held by the models."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, TEXTS, demo_of, last, models_of
from tests.folder import modules

MODELS = ROOT / "export/models"


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("signals", "spell-to-sound", "mask-lm", "story-lm")


@pytest.fixture(scope="module")
def signals() -> Demo:
    return demo_of("signals")


@pytest.fixture(scope="module")
def spelling() -> Demo:
    return demo_of("spell-to-sound")


@pytest.fixture(scope="module")
def types() -> Demo:
    return demo_of("three-types")


@pytest.fixture(scope="module")
def grammar() -> Iterator[Any]:
    with modules(MODELS / "signals", "grammar") as loaded:
        yield loaded["grammar"]


def inside(demo: Demo, name: str) -> Any:
    """What the demo's module calls ``name``."""
    return demo.function.__globals__[name]


# signals


def test_touches_before_the_cap_change_no_word(
    signals: Demo, models: dict[str, OrtModel], grammar: Any
) -> None:
    answer, lm, random = inside(signals, "Answer"), models["signals"], Random(7)
    symbols = lm.facts["symbols"]

    async def say(touches: list[str], task: str) -> list[str]:
        return list((await answer.of(lm, symbols, touches, task)).words)

    offered = [tuple(touches.split()) for touches in inside(signals, "FALSE")]
    for play in random.sample(grammar.plays(), 60):
        drawn = tuple(random.choices(grammar.TOUCHES, k=random.randrange(1, 4)))
        for task, right in (("<english>", play.english()), ("<spanish>", play.spanish())):
            for false in (random.choice(offered), drawn):
                assert asyncio.run(say(play.signs(false), task)) == right


def test_the_figures_choices_are_the_grammars(signals: Demo, grammar: Any) -> None:
    assert inside(signals, "ACTIONS") == tuple(grammar.ACTIONS)
    for name in ("PLACES", "MANNERS", "WHO", "WHEN"):
        assert list(inside(signals, name)) == list(getattr(grammar, name))


def test_hit_it_to_the_moon_was_in_no_play_it_learned_from(
    signals: Demo, models: dict[str, OrtModel], grammar: Any
) -> None:
    assert ("hit", "moon") not in {(p.action, p.place) for p in grammar.split()[0]}
    html = last(signals, models_for(signals, models))
    assert "Hit it to the moon." in html and "Golpéalo a la luna." in html
    told = {"action": "bring", "place": "home", "negation": True, "who": "everyone"}
    html = last(signals, models_for(signals, models), **told)
    assert "Everyone, don&#39;t bring it to home plate." in html
    assert "Todos, no lo traigan al plato." in html


def models_for(demo: Demo, models: dict[str, OrtModel]) -> dict[str, OrtModel]:
    """Those of the demo."""
    return {name: models[name] for name in demo.models.values()}


def test_the_first_nose_after_the_cap_is_hit(signals: Demo, grammar: Any) -> None:
    assert grammar.Play("hit", "fence").signs(("nose",))[:3] == ["nose", "cap", "nose"]


def test_the_same_touch_has_other_numbers_in_another_place(
    signals: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(signals, models_for(signals, models), before="chest nose ear")
    assert "“nose” is touched 3 times" in html
    low, high = map(float, re.findall(r"vectors are ([\d.]+) to ([\d.]+)\.", html)[0])
    assert 0.3 < low < 0.7 and high < 0.99


def test_golpealo_looks_at_who_is_told(signals: Demo, models: dict[str, OrtModel]) -> None:
    for before in inside(signals, "FALSE"):
        html = last(signals, models_for(signals, models), word=1, before=before)
        said = re.findall(r"data-say>(.*?)</p>", html)[0]
        assert "(action)" in said and "(who)" in said
    assert "“Golpéalo” looks at “action”, and at “who” too" in " ".join(signals.why.split())


def test_the_guess_about_touches_before_the_cap(signals: Demo, models: dict[str, OrtModel]) -> None:
    inputs = dict(signals.controls["guess"].brings())
    html = last(signals, models_for(signals, models), **inputs, guess="nothing")
    assert "You were right: nothing." in html


def test_limits_say_what_the_card_says(signals: Demo) -> None:
    scores = json.loads((MODELS / "signals/scores.json").read_text())
    assert all(score["exact"] == score["plays"] for score in scores.values())
    asked = sum(scores[f"{group} <english>"]["plays"] for group in ("pairs", "plays"))
    assert f"{asked:,} were kept from it" in " ".join(signals.limits.split())


# spell-to-sound


@pytest.fixture(scope="module")
def words(models: dict[str, OrtModel]) -> dict[str, list[str]]:
    """Words that it has not read: from the second half of the new ones, every third."""
    text = models["spell-to-sound"].asset("held-out").decode()
    new = text.partition("# new\n")[2].partition("\n# ")[0].splitlines()
    pairs = (line.partition(" ")[::2] for line in new[len(new) // 2 :: 3])
    return {word: sounds.split(",") for word, sounds in pairs if word.isalpha()}


def looked(spelling: Demo, lm: OrtModel, word: str) -> tuple[list[str], list[int]]:
    """What the model writes, and which letter the head looks at most for each sound."""
    symbols = lm.facts["symbols"]
    end = symbols.index("<end>")

    async def ask() -> Any:
        return await lm.graph("write")(source=[*map(symbols.index, word), end])

    run = asyncio.run(ask())
    ids = run.sounds.tolist()
    ids = ids[: ids.index(end)] if end in ids else ids
    looks = run.cross[inside(spelling, "LAYER") - 1, inside(spelling, "HEAD") - 1].tolist()
    tops = [max(range(len(row)), key=row.__getitem__) for row in looks[: len(ids)]]
    return [symbols[id] for id in ids], tops


def test_it_reads_from_left_to_right(
    spelling: Demo, models: dict[str, OrtModel], words: dict[str, list[str]]
) -> None:
    lm = models["spell-to-sound"]
    steps = [
        after >= before
        for word in words
        if 5 <= len(word) <= 24
        for before, after in pairwise(looked(spelling, lm, word)[1])
    ]
    onward = inside(spelling, "ONWARD")
    assert len(steps) > 500
    assert sum(steps) / len(steps) == pytest.approx(onward / 100, abs=0.015)
    best = json.loads((MODELS / "spell-to-sound/scores.json").read_text())["never_back"]
    assert round(100 * best["score"]) == onward and f"{onward} %" in spelling.claim
    assert (best["layer"], best["head"]) == (inside(spelling, "LAYER"), inside(spelling, "HEAD"))


def test_how_good_it_is_is_what_the_card_says(spelling: Demo) -> None:
    scores = json.loads((MODELS / "spell-to-sound/scores.json").read_text())
    new = scores["errors"]["spell-to-sound"]["new"]
    right, sounds = (round(100 * (1 - new[of])) for of in ("word_error", "phone_error"))
    limits = " ".join(spelling.limits.split())
    assert f"{new['words']} words that were new to it" in limits
    assert f"{right} in 100 wholly right and {sounds} of 100 sounds" in limits


def test_presets_are_right_and_wrong_as_they_say(
    spelling: Demo, models: dict[str, OrtModel]
) -> None:
    own = models_for(spelling, models)
    assert "says the same" in last(spelling, own, text="knight")
    assert "says the same" in last(spelling, own, text="deceive")
    for wrong in ("aisles", "blockchain"):
        assert "gets it wrong" in last(spelling, own, text=wrong)
    assert "never read" not in last(spelling, own, text="transformer")  # the dictionary has it
    inputs = dict(spelling.controls["guess"].brings())
    assert "You were right: L" in last(spelling, own, **inputs, guess="L, as it is written")


def test_what_the_page_says_of_words(spelling: Demo, models: dict[str, OrtModel]) -> None:
    lm = models["spell-to-sound"]
    sounds, tops = looked(spelling, lm, "knight")
    assert (sounds[0], "knight"[tops[0]]) == ("N", "k")
    sounds, tops = looked(spelling, lm, "aisles")
    assert ("Z", 2) in zip(sounds, tops, strict=True)
    assert "HH" in looked(spelling, lm, "blockchain")[0]


def test_a_word_shows_the_dictionarys_sounds_or_none(
    spelling: Demo, models: dict[str, OrtModel], words: dict[str, list[str]]
) -> None:
    own, lm = models_for(spelling, models), models["spell-to-sound"]
    for word in [*words][:12]:
        html = last(spelling, own, text=word)
        right = " ".join(looked(spelling, lm, word)[0]) in words[word]
        assert ("says the same" in html) == right
        assert ("gets it wrong" in html) == (not right)


def test_every_sound_has_a_word(spelling: Demo, models: dict[str, OrtModel]) -> None:
    symbols = models["spell-to-sound"].facts["symbols"]
    assert all(inside(spelling, "as_in")(sound) for sound in symbols[29:])


def test_what_is_no_letter_is_left_out(spelling: Demo, models: dict[str, OrtModel]) -> None:
    assert "Left out: 7 !" in last(spelling, models_for(spelling, models), text="a7!")


# three-types


def squares(html: str) -> list[tuple[list[str], set[tuple[int, int]]]]:
    """The names of each picture, and its filled squares as (row, column)."""
    pictures = []
    for part in html.split('class="ld-mask ')[1:]:
        names = re.findall(r'data-rows="([^"]*)"', part)[0]
        ink = "".join(re.findall(r'<path fill-opacity="[^"]*" d="([^"]*)"', part))
        filled = {(int(i), int(j)) for j, i in re.findall(r"M(\d+) (\d+)h", ink)}
        pictures.append((json.loads(unescape(names)), filled))
    return pictures


SENTENCES = ("The fox hid because it was scared.", "And he said to them, Go into the city.")


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("word", [1, 3, 6])
def test_the_squares_are_those_of_the_masks(
    text: str, word: int, types: Demo, models: dict[str, OrtModel]
) -> None:
    html = last(types, models_for(types, models), text=text, word=word)
    full, causal, both = squares(html)
    every = range(len(full[0]))
    assert full[1] == {(i, j) for i in every for j in every}
    assert causal[1] == {(i, j) for i in every for j in every if j <= i}
    names, filled = both
    read, rows = names.index("(begin)"), range(len(names))
    may = {(i, j) for i in rows for j in rows if j < read or j <= i}
    assert filled <= may
    assert len(filled) > 0.9 * len(may)  # heads that are very sure leave some empty: it is said


def test_what_the_page_opens_with_has_no_square_empty_by_chance(
    types: Demo, models: dict[str, OrtModel]
) -> None:
    names, filled = squares(last(types, models_for(types, models)))[2]
    read, rows = names.index("(begin)"), range(len(names))
    assert filled == {(i, j) for i in rows for j in rows if j < read or j <= i}


def test_what_comes_after_a_word_moves_the_encoder_alone(
    types: Demo, models: dict[str, OrtModel]
) -> None:
    """On text that neither has read: the last half of a window is another window's."""
    gpt, bert = models["story-lm"], models["mask-lm"]
    text = (MODELS / "story-lm/held-out.txt").read_text(encoding="utf-8")
    ids = gpt.tokenizer.encode(text, special=False).ids
    special = bert.facts["special"]

    async def moved() -> tuple[int, int]:
        decoder = encoder = 0
        for at in range(0, 40 * 97, 97):
            one = ids[at : at + 24]
            other = [*one[:13], *ids[at + 5_000 : at + 5_011]]
            rows = [(await gpt(ids=given, outputs=["logits"])).logits[11] for given in (one, other)]
            near = pytest.approx(rows[0].tolist(), abs=1e-3)
            decoder += rows[1].tolist() != near
            guesses = []
            for given in (one, other):
                hidden = [*given[:12], special["[MASK]"], *given[13:]]
                run = await bert.graph("fill")(
                    ids=[special["[CLS]"], *hidden, special["[SEP]"]], place=[13]
                )
                guesses.append(run.probabilities.tolist()[:5] + run.order.tolist()[:5])
            encoder += guesses[0] != pytest.approx(guesses[1], abs=1e-3)
        return decoder, encoder

    assert asyncio.run(moved()) == (0, 40)


def test_the_decoders_answer_is_that_of_the_whole_sentence(
    types: Demo, models: dict[str, OrtModel]
) -> None:
    """What it is asked ends before the word; with the sentence whole it answers the same."""
    gpt = models["story-lm"]
    found = gpt.tokenizer.encode(SENTENCES[0])

    async def both() -> tuple[list[int], list[float]]:
        whole = (await gpt(ids=found.ids, outputs=["logits"])).logits[3].tolist()
        run = await gpt.graph("next")(ids=found.ids[:4], outputs=["order", "probabilities"])
        return run.order.tolist(), whole

    order, whole = asyncio.run(both())
    assert order[0] == max(range(len(whole)), key=whole.__getitem__)


def test_he_and_she_move_the_encoders_guess(types: Demo, models: dict[str, OrtModel]) -> None:
    own = models_for(types, models)
    inputs = dict(types.controls["guess"].brings())
    html = last(types, own, **inputs, guess="the encoder-only")
    assert "You were right: the encoder-only." in html
    assert "“␣boy”" in html and "“␣girl”" in html


def test_how_well_it_tells_feelings_is_what_was_measured(types: Demo) -> None:
    limits = " ".join(types.limits.split())
    told = re.search(r"right side in (\d+) of 100; .* tells it in (\d+)\.", limits)
    assert told
    scores = json.loads((MODELS / "mask-lm/scores.json").read_text(encoding="utf-8"))["sentiment"]
    measured = [scores[name]["sign"] for name in ("mask-lm", "bag_of_words")]
    assert list(told.groups()) == [f"{100 * sign:.0f}" for sign in measured]


FELT = {
    1: (
        "A beautiful and moving book.",
        "They had a wonderful time at the party.",
        "Congratulations, you won the first prize!",
        "The staff were kind and very helpful.",
    ),
    -1: (
        "The phone broke after two days, what a waste of money.",
        "He was killed in a horrible accident.",
        "The worst hotel I have ever stayed in.",
        "She felt sad and lonely.",
    ),
}


def test_it_feels_what_is_plain(types: Demo, models: dict[str, OrtModel]) -> None:
    """On sentences that no number was fitted to: most are on their side of 0."""
    gpt, feeling = models["story-lm"], inside(types, "feeling")

    async def right() -> int:
        told = [
            (side, await feeling(models["mask-lm"], gpt.tokenizer.encode(sentence)))
            for side, sentences in FELT.items()
            for sentence in sentences
        ]
        return sum(side * number > 0 for side, number in told)

    assert asyncio.run(right()) >= 6  # of 8
    meal = last(types, models_for(types, models), text=inside(types, "MEAL"))
    assert re.search(r"It says −[1-4]\.\d\.", meal)
    assert not re.search(r"It says", last(types, models_for(types, models), text=""))


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_taken(
    text: str, types: Demo, spelling: Demo, models: dict[str, OrtModel]
) -> None:
    for demo in (types, spelling):
        assert "data-say" in last(demo, models_for(demo, models), text=text[:400])
