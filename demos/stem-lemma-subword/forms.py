"""What a stemmer, a table of lemmas and a tokenizer make of words."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from livedemo.pieces import COLOURS, Piece

EDGES = string.punctuation + "“”‘’„«»…–—¡¿。，！？、"


def words(text: str) -> list[str]:
    """The different words of a text, without the punctuation around them."""
    return list(dict.fromkeys(filter(None, (part.strip(EDGES) for part in text.split()))))


class Lemmas:
    """A table of English lemmas and their forms: a line holds a lemma and all its forms."""

    def __init__(self, table: str) -> None:
        """``table`` as in the model ``lemmas``."""
        self._of: dict[str, list[str]] = defaultdict(list)
        for line in table.splitlines():
            lemma, *forms = line.split()
            self._of[lemma].insert(0, lemma)
            for form in forms:
                self._of[form].append(lemma)

    def __contains__(self, word: str) -> bool:
        return word.lower() in self._of

    def of(self, word: str) -> list[str]:
        """All lemmas that a word may have; itself where the table does not have it."""
        return self._of.get(word.lower(), [word.lower()])


@dataclass(frozen=True)
class Row:
    """A word, and what became of it.

    Attributes:
        lemmas: all that the table gives; ``known`` is whether it has the word.
        pieces: GPT-2's, of the word with a space before it.
    """

    word: str
    stem: str
    lemmas: tuple[str, ...]
    known: bool
    pieces: tuple[Piece, ...]


def together(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Stems of words of which two have no lemma in common: stemming went too far."""
    by_stem: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_stem[row.stem].append(row)
    return {
        stem: group
        for stem, group in by_stem.items()
        if any(not set(a.lemmas) & set(b.lemmas) for a, b in combinations(group, 2))
    }


def apart(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Lemmas of words that have different stems: stemming did not go far enough."""
    by_lemma: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for lemma in row.lemmas:
            by_lemma[lemma].append(row)
    return {
        lemma: group for lemma, group in by_lemma.items() if len({row.stem for row in group}) > 1
    }


def colours(cells: Iterable[Iterable[Hashable]]) -> dict[Hashable, int]:
    """A colour for each thing that several cells of a column hold."""
    times: dict[Hashable, int] = defaultdict(int)
    for cell in cells:
        for thing in dict.fromkeys(cell):  # in their order: colours follow it
            times[thing] += 1
    several = [thing for thing, count in times.items() if count > 1]
    return {thing: number % COLOURS for number, thing in enumerate(several)}
