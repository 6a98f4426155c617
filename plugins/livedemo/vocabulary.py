"""A vocabulary of whole words, as models of word vectors have it: a word for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload


class Words(Sequence[str]):
    """Words by row, and rows by word.

    Args:
        file: the bytes of a text file, a word a line; the first line is row 0.
    """

    def __init__(self, file: bytes) -> None:
        self._words = file.decode("utf-8").splitlines()
        self._rows = {word: row for row, word in enumerate(self._words)}

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        return self._words[row]

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return word in self._rows

    def row(self, word: str) -> int | None:
        """The row of a word, spelt exactly so; None where there is none."""
        return self._rows.get(word)

    def near(self, word: str, count: int = 3) -> list[str]:
        """The words spelt most like ``word``, best first; none where nothing is much like it.

        Likeness is the share of pairs of letters that two words have in common (Dice 1945), the
        beginning and the end of a word counting as letters.
        """
        wanted = _pairs(word)
        scored = []
        for row, known in enumerate(self._words):
            pairs = _pairs(known)
            score = 2 * len(wanted & pairs) / (len(wanted) + len(pairs))
            if score >= 0.5 and known != word:
                scored.append((-score, row))  # of equals, the one that stands first
        return [self._words[row] for _, row in sorted(scored)[:count]]


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[i : i + 2] for i in range(len(framed) - 1)}
