"""Byte pair encoding, learned: count, merge the most frequent pair, count again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from livedemo.tokenizers.bpe import BytePair
from livedemo.tokenizers.bytelevel import ALPHABET, to_letters
from livedemo.tokenizers.pretokens import words

Pair = tuple[str, str]  # two pieces, written in GPT-2's alphabet

SHOWN = 6  # pairs of each step that a figure lists


@dataclass(frozen=True)
class Step:
    """The text after so many merges.

    Attributes:
        length: its tokens.
        pairs: the most frequent pairs of neighbours and how often they occur, the next merge first.
    """

    length: int
    pairs: list[tuple[Pair, int]]


class Learner:
    """Learns merges from a text, one at a time.

    As in GPT-2 a pair never reaches over the border of a word, and a space belongs to the word
    after it. Of pairs that are equally frequent the one of lower ids wins; a pair that occurs once
    is no pair. The library `tokenizers` learns the same merges, but for runs: in ``aaa`` it counts
    the pair ``aa`` twice, though it can be merged only once, as it is counted here.

    Attributes:
        merges: what was merged, in order.
        steps: the text after 0, 1, 2, … merges.
    """

    def __init__(self, text: str) -> None:
        found = Counter(word for _, word in words(text))
        self._words = [list(to_letters(word)) for word in found]
        self._times = list(found.values())
        self._ids = {letter: id for id, letter in enumerate(ALPHABET)}
        self._counts: Counter[Pair] = Counter()
        self._where: dict[Pair, set[int]] = {}  # words that hold, or once held, a pair
        for word in range(len(self._words)):
            self._count(word, 1)
        length = sum(len(w) * n for w, n in zip(self._words, self._times, strict=True))
        self.merges: list[Pair] = []
        self.steps = [Step(length, self._frequent())]

    def tokenizer(self, merges: int) -> BytePair:
        """Cuts texts as the first so many merges do."""
        made = self.merges[:merges]
        pieces = dict.fromkeys([*ALPHABET, *map("".join, made)])  # two pairs may make one piece
        return BytePair(list(pieces), {}, list(map(" ".join, made)))

    def learn(self, merges: int) -> None:
        """Merge until so many merges are made, or no pair occurs twice."""
        while len(self.merges) < merges and self.steps[-1].pairs:
            self._merge(*self.steps[-1].pairs[0])

    def _merge(self, pair: Pair, times: int) -> None:
        joined = "".join(pair)
        self._ids.setdefault(joined, len(self._ids))
        for word in self._where.pop(pair):
            self._count(word, -1)
            self._words[word] = _joined(self._words[word], pair)
            self._count(word, 1)
        length = self.steps[-1].length - times
        self.merges.append(pair)
        self.steps.append(Step(length, self._frequent()))

    def _count(self, word: int, sign: int) -> None:
        """Add the pairs of a word to the counts, or take them away.

        In a run such as ``aaa`` the pair ``aa`` can be merged once only, and counts once.
        """
        last: tuple[Pair, int] | None = None
        for at, pair in enumerate(pairwise(self._words[word])):
            if last == (pair, at - 1):
                last = None
                continue
            last = (pair, at)
            self._counts[pair] += sign * self._times[word]
            if sign > 0:
                self._where.setdefault(pair, set()).add(word)

    def _frequent(self) -> list[tuple[Pair, int]]:
        twice = [(pair, times) for pair, times in self._counts.items() if times > 1]
        return sorted(twice, key=lambda one: (-one[1], *map(self._ids.__getitem__, one[0])))[:SHOWN]


def _joined(pieces: list[str], pair: Pair) -> list[str]:
    """The pieces of a word with each occurrence of a pair made one, from the left."""
    merged: list[str] = []
    waiting = ""  # a left piece that looks for its right one
    for piece in pieces:
        if waiting and piece == pair[1]:
            merged[-1], waiting = waiting + piece, ""
            continue
        merged.append(piece)
        waiting = piece if piece == pair[0] else ""
    return merged
