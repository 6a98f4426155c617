"""BERT's normaliser: what is left of a text before it is cut, and where each character was.

The steps, and the order they come in, are those of Hugging Face's BertNormalizer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from unicodedata import combining, normalize

from .ranges import Ranges, lower

# What becomes of a character: combining classes (what NFD sorts accents by, 0 for all else) and
# what is left in the end, which is "" for an accent that is taken off.
_Parts = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class BertNormaliser:
    """The normaliser, all its steps on or some of them off.

    `clean` drops control characters and makes white space spaces, `ideographs` puts spaces around
    them, `accents` takes accents off, and `lower` makes capitals small.
    """

    clean: bool = True
    ideographs: bool = True
    accents: bool = True
    lower: bool = True
    _known: dict[str, _Parts] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __call__(self, text: str) -> tuple[str, list[int]]:
        """The normalised text, and for each of its characters the offset in `text` it had."""
        for character in set(text):
            if character not in self._known:
                self._known[character] = self._parts(character)
        parts = [
            (order, result, i)
            for i, character in enumerate(text)
            for order, result in self._known[character]
        ]
        _put_in_canonical_order(parts)
        normalised = "".join(result for _, result, _ in parts)
        return normalised, [i for _, result, i in parts for _ in result]

    def _parts(self, character: str) -> _Parts:
        if self.clean:
            if ord(character) in Ranges.of("dropped"):
                return ()
            if ord(character) in Ranges.of("spaces"):
                character = " "
        characters = character
        if self.ideographs and ord(character) in Ranges.of("ideographs"):
            characters = f" {character} "
        if self.accents:
            characters = "".join(map(_decomposed, characters))
        orders = map(_order, characters) if self.accents else repeat(0)
        return tuple(zip(orders, map(self._result, characters), strict=False))

    def _result(self, character: str) -> str:
        if self.accents and ord(character) in Ranges.of("marks"):
            return ""
        return lower(character) if self.lower else character


def _decomposed(character: str) -> str:
    """NFD of one character. Once Unicode has given it, it stays, so any Python's will do."""
    return normalize("NFD", character) if ord(character) in Ranges.of("decomposed") else character


def _order(character: str) -> int:
    """The combining class, which stays as well."""
    return combining(character) if ord(character) in Ranges.of("combining") else 0


def _put_in_canonical_order(parts: list[tuple[int, str, int]]) -> None:
    """Sort each run of combining characters by class, as NFD has it."""
    start = 0
    for end in [i for i, (order, _, _) in enumerate(parts) if not order] + [len(parts)]:
        if end - start > 1:
            parts[start:end] = sorted(parts[start:end], key=lambda part: part[0])
        start = end + 1
