"""Heads that copy: which one it is, how far copying falls without it, and what else falls."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from livedemo.controls import ControlError
from livedemo.demo import Demo
from livedemo_site.models.ort_model import OrtModel

from tests.demos.running import ROOT, demo_of, last, models_of
from tests.folder import modules

STORY = ROOT / "export/models/story-lm"
Head = tuple[int, int]


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("story-lm")


@pytest.fixture(scope="module")
def cut() -> Demo:
    return demo_of("cut")


@pytest.fixture(scope="module")
def own(cut: Demo) -> dict[str, Any]:
    """What stands in demo.py."""
    return cut.function.__globals__


@pytest.fixture(scope="module")
def phrases() -> Iterator[tuple[str, ...]]:
    """Those that the model is measured on; the figure's own are none of them."""
    with modules(STORY, "readers") as loaded:
        yield (*loaded["readers"].PHRASES, *loaded["readers"].INVENTED)


def copying_head(own: dict[str, Any]) -> Head:
    layer, head = own["COPIES"].split(".")
    return int(layer), int(head)


def test_the_head_is_the_one_that_its_score_names(own: dict[str, Any]) -> None:
    named = json.loads((STORY / "heads.json").read_text(encoding="utf-8"))["heads"]["induction"]
    assert copying_head(own) == (named["layer"], named["head"])


def test_without_one_head_copying_breaks_and_without_any_other_it_does_not(
    own: dict[str, Any], models: dict[str, OrtModel], phrases: tuple[str, ...]
) -> None:
    lm, said_twice = models["story-lm"], own["said_twice"]
    texts = [lm.tokenizer.encode(f" {phrase}").ids for phrase in phrases]

    async def gain(off: Collection[Head] = ()) -> float:
        total: float = sum([(await said_twice(lm, ids, off)).gain for ids in texts])
        return total / len(texts)

    async def all_gains() -> tuple[float, dict[Head, float]]:
        heads = [(layer, head) for layer in range(1, 7) for head in range(1, 7)]
        return await gain(), {head: await gain([head]) for head in heads}

    whole, without = asyncio.run(all_gains())
    left = {head: gained / whole for head, gained in without.items()}
    copies = copying_head(own)
    others = {head: share for head, share in left.items() if head != copies}
    what = f"gain {whole:.3f}; left without {copies}: {left[copies]:.3f}, without any other: " + (
        ", ".join(f"{head} {others[head]:.2f}" for head in sorted(others, key=others.__getitem__))
    )
    assert whole > 0.15, what
    assert left[copies] < 0.25, what
    assert min(others.values()) > 0.6, what


def test_other_text_is_hardly_harder_without_it(
    own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    lm = models["story-lm"]
    text = (STORY / "held-out.txt").read_text(encoding="utf-8")
    assert own["PASSAGE"] in text
    ids = lm.tokenizer.encode(text).ids

    async def bits(off: Collection[Head]) -> float:
        starts = range(0, len(ids) - 128, len(ids) // 16)
        return sum([sum(await own["surprise"](lm, ids[at : at + 128], off)) for at in starts])

    before, after = asyncio.run(bits(())), asyncio.run(bits([copying_head(own)]))
    assert 1.0 < after / before < 1.03, after / before  # the page says: at most 3 %


def test_the_guess_has_its_answer(cut: Demo, models: dict[str, OrtModel]) -> None:
    guess = cut.controls["guess"]
    html = last(cut, models, **dict(guess.brings()) | {"guess": "it breaks"})
    assert "You were right: it breaks." in html


def test_a_search_finds_it_first_and_stops_when_the_copy_is_broken(
    cut: Demo, own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    html = last(cut, models, find=1)
    layer, head = copying_head(own)
    assert re.search(rf"1</bdi></td>\s*<td><bdi>layer {layer}, head {head}</bdi></td>", html)
    assert "the copy is broken." in html
    assert html.count('aria-pressed="true"') == 1


def test_every_preset_is_copied(
    cut: Demo, own: dict[str, Any], models: dict[str, OrtModel]
) -> None:
    presets = cut.controls["phrase"].choices()  # type: ignore[attr-defined]
    for name, phrase in presets.items():
        html = last(cut, models, phrase=phrase)
        assert "It hardly copies" not in html, name


def test_a_phrase_of_one_token_is_no_phrase(cut: Demo, models: dict[str, OrtModel]) -> None:
    for phrase in ("", " ", "moon", "\n"):
        assert "Too short to copy" in last(cut, models, phrase=phrase)


def test_heads_are_named_in_order_and_once(cut: Demo) -> None:
    off = cut.controls["off"]
    assert off.parse("5.4, 3.1,5.4") == "3.1,5.4"
    assert off.parse("") == ""
    for wrong in ("5.4;3.1", "7.1", "1.7", "0.1", "5", "all", 5.4, None, ","):
        with pytest.raises(ControlError):
            off.parse(wrong)


def test_what_a_head_does_to_another_is_drawn(cut: Demo, models: dict[str, OrtModel]) -> None:
    shown = last(cut, models)
    assert shown.count("<polyline") == 36 and "<line" not in shown
    assert last(cut, models, off="1.1").count("<line") == 2


def test_the_passage_is_whole(own: dict[str, Any]) -> None:
    assert own["PASSAGE"] == (Path(ROOT) / "demos/cut/passage.txt").read_text("utf-8").strip()
