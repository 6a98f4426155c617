"""Writes forms.txt from the PyPI package `lemminflect` 0.2.3.

    python export/models/lemmas/make.py

Of its table of words, lemmas and parts of speech the words are kept whose lemma is another one: a
line holds a lemma and its forms. Names, and words with other signs than a to z, are left out.
"""

import gzip
from collections import defaultdict
from pathlib import Path

from workshop.corpora import Package

HERE = Path(__file__).resolve().parent
LEMMINFLECT = Package(
    "pypi", "lemminflect", "0.2.3",
    "1cf470efa783733ca5654cc1a6ee1de774e59031e61bf6210467625e84a8cf1c",
)  # fmt: skip


def plain(word: str) -> bool:
    """Whether a word is written with a to z alone."""
    return word.isascii() and word.isalpha() and word.islower()


def forms(table: str) -> dict[str, set[str]]:
    """Each lemma's forms, from lines of `word,part of speech,lemma/lemma`."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in table.splitlines():
        word, _, lemmas = line.split(",")
        for lemma in lemmas.split("/"):
            if plain(word) and plain(lemma) and word != lemma:
                found[lemma].add(word)
    return found


if __name__ == "__main__":
    packed = (LEMMINFLECT.fetch() / "lemminflect/resources/lemma_lu.csv.gz").read_bytes()
    lines = (
        " ".join([lemma, *sorted(words)])
        for lemma, words in sorted(forms(gzip.decompress(packed).decode()).items())
    )
    (HERE / "forms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
