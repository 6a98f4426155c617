"""Byte-level BPE, as GPT-2 has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heapify, heappop, heappush
from itertools import pairwise

from .base import CACHED, Tokenizer
from .bytelevel import to_bytes, to_letters
from .pretokens import words
from .token import Token


class BytePair(Tokenizer):
    """Merges the bytes of each word, the earliest-learnt merge first.

    `pieces` is the vocabulary in the order of ids, written in GPT-2's alphabet.
    `merges` are pairs "left right", the earliest-learnt first. A vocabulary whose order is the
    order of its merges needs none: two pieces merge when together they are a piece, and the id
    of that piece is the rank of the merge.
    """

    kind = "bpe"

    def __init__(
        self,
        pieces: Sequence[str],
        special: Mapping[str, int],
        merges: Sequence[str] | None = None,
    ) -> None:
        """`special` maps the special tokens among `pieces` to their ids."""
        super().__init__(pieces, special)
        self._ids = {piece: id for id, piece in enumerate(pieces)}
        self._ranks, self._joint = self._ids, ""
        if merges is None:
            for content in special:
                del self._ids[content]  # no merge makes a special token
        else:
            self._ranks, self._joint = {pair: rank for rank, pair in enumerate(merges)}, " "
        self._word = lru_cache(CACHED)(self._split_word)

    def _encode(self, text: str, offset: int) -> Iterator[Token]:
        for at, word in words(text):
            at += offset
            for id, data, shown, start, end, piece in self._word(word):
                yield Token(id, data, shown, at + start, at + end, piece)

    def _token(self, id: int, piece: str) -> Token:
        data = to_bytes(piece)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = ""  # not whole characters
        return Token(id, data, text, 0, len(text), piece)

    def _decode(self, tokens: Iterable[Token]) -> str:
        return b"".join(token.bytes for token in tokens).decode(errors="replace")

    def _split_word(self, word: str) -> list[Token]:
        """The tokens of one word, their offsets counted from its start."""
        # The character each byte belongs to: a UTF-8 sequence is 1 to 4 bytes long.
        owners = [i for i, character in enumerate(word) for _ in character.encode()]
        tokens = []
        start = 0
        for piece in self._merge(to_letters(word)):
            id, data, text, *_ = self._ordinary(self._ids[piece], piece)
            end = start + len(piece)
            tokens.append(Token(id, data, text, owners[start], owners[end - 1] + 1, piece))
            start = end
        return tokens

    def _merge(self, letters: str) -> list[str]:
        """The pieces of one word: always the merge of lowest rank, the leftmost of equals.

        A heap of candidate merges over a linked list, so that a word of n bytes takes
        O(n log n) steps and nobody can stop the page with a very long one.
        """
        if not self._joint and letters in self._ids:
            return [letters]  # a piece is what its own letters merge to
        rank_of, joint, n = self._ranks.get, self._joint, len(letters)
        # A candidate is one number, rank * n + position of its left piece.
        pairs = enumerate(pairwise(letters))
        ranked = [(rank_of(left + joint + right), i) for i, (left, right) in pairs]
        heap = [rank * n + i for rank, i in ranked if rank is not None]
        pieces = list(letters)  # "" = merged into the piece before it
        if not heap:
            return pieces
        following = list(range(1, n + 1))
        preceding = list(range(-1, n - 1))
        heapify(heap)
        while heap:
            rank, i = divmod(heappop(heap), n)
            j = following[i]
            if j == n or not pieces[i] or rank_of(pieces[i] + joint + pieces[j]) != rank:
                continue  # one of the two has been merged with another since
            pieces[i] += pieces[j]
            pieces[j] = ""
            following[i] = after = following[j]
            if after < n:
                preceding[after] = i
                rank_after = rank_of(pieces[i] + joint + pieces[after])
                if rank_after is not None:
                    heappush(heap, rank_after * n + i)
            before = preceding[i]
            if before >= 0:
                rank_before = rank_of(pieces[before] + joint + pieces[i])
                if rank_before is not None:
                    heappush(heap, rank_before * n + before)
        return [piece for piece in pieces if piece]
