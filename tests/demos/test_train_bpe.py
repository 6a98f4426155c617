"""Merges learned from a text: those of Hugging Face `tokenizers`, and what the figure claims."""

import json
import random
import re
import sys
from typing import Any

import pytest
from livedemo.demo import Demo
from livedemo.tokenizers import load
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.trainers import BpeTrainer

from tests.demos.running import ROOT, demo_of, last

# The words of our pages; runs of spaces, signs, digits or one letter the library counts otherwise.
RUN = re.compile(r"\b\w*(\w)\1\1\w*\b")
PAGES = [
    " ".join(re.findall(r"[^\W\d_]+", RUN.sub("", path.read_text(encoding="utf-8"))))[:4000]
    for path in sorted(ROOT.glob("docs/*.md"))
]


MERGES = 200  # as many as are compared; the figure's slider ends sooner


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("train-bpe")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module."""
    return sys.modules[demo.function.__module__]


def shown(demo: Demo, **inputs: object) -> str:
    return last(demo, {}, **inputs)


def published(text: str, merges: int) -> list[tuple[str, str]]:
    """What `tokenizers` learns from a text."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(
        vocab_size=256 + merges,
        min_frequency=2,
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([text], trainer)
    return [tuple(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]


def test_its_merges_are_those_of_the_library(parts: Any) -> None:
    for text in (*parts.PRESETS.values(), *PAGES):
        learner = parts.Learner(text)
        learner.learn(MERGES)
        theirs = published(text, MERGES)
        assert learner.merges[: len(theirs)] == theirs[: len(learner.merges)]
        assert len(theirs) >= len(learner.merges) - 5  # theirs stop at a size, ours at a count


def test_every_step_is_what_counting_anew_gives(parts: Any) -> None:
    """On texts full of runs, which the library counts otherwise."""
    dice = random.Random(0)
    for _ in range(100):
        text = "".join(dice.choices(["a", "b", "aa", "ab", " ", "\n", "é", "🚀", "x"], k=80))
        learner = parts.Learner(text)
        learner.learn(25)
        for done, step in enumerate(learner.steps):
            cut = learner.tokenizer(done).encode(text)
            assert len(cut) == step.length
            if step.pairs:
                (pair, times), after = step.pairs[0], learner.steps[min(done + 1, 25)]
                assert times == max(times for _, times in step.pairs) > 1
                if done < len(learner.merges):
                    assert learner.merges[done] == pair
                    assert step.length - after.length == times


def test_what_the_claim_says(demo: Demo, parts: Any) -> None:
    wanted = re.search(r"(\d+) times", demo.claim)
    assert wanted
    learner = parts.learned(parts.PETER, int(wanted[1]))
    pieces = {"".join(pair) for pair in learner.merges[: int(wanted[1])]}
    assert {"ĠPeter", "Ġpeppers"} <= pieces
    before = {"".join(pair) for pair in learner.merges[: int(wanted[1]) - 1]}
    assert not {"ĠPeter", "Ġpeppers"} <= before
    assert "pick" in {"".join(pair) for pair in learner.merges[:5]}  # the page says so
    assert "per" in {"".join(pair) for pair in learner.merges}


def test_the_slider_says_how_many_merges_there_are(demo: Demo, parts: Any) -> None:
    told = re.search(r"(\d+) merges", demo.controls["merges"].help)
    assert told
    assert len(parts.learned(parts.PETER, 1000).merges) == int(told[1]) <= parts.MOST


def test_what_is_said_of_gpt2() -> None:
    gpt2 = load((ROOT / "export/models/gpt2-bpe/tokenizer.json").read_bytes())
    assert [gpt2.token(256).text, gpt2.token(262).text] == [" t", " the"]


def test_another_language_stays_in_bytes(demo: Demo, parts: Any) -> None:
    asked = {"text": parts.PETER, "merges": parts.MOST, "other": parts.FRITZ}
    assert "You were right: more than 30." in shown(demo, **asked, guess="more than 30")
    assert "It is 36." in shown(demo, **asked, guess="about 10")


def test_texts_without_a_merge(demo: Demo) -> None:
    assert "No text, nothing to count." in shown(demo, text="")
    assert "nothing to merge" in shown(demo, text="abc")
    assert "this text has no merge left" in shown(demo, merges=50)
    assert "part of a character" in shown(demo, text="🚀🙂🚀🙂", merges=1)
