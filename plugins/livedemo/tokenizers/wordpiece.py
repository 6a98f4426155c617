"""WordPiece, as BERT has it.

Tokens and offsets are those of Hugging Face `tokenizers`, but for one thing: where normalising puts
accents in another order, our offsets follow the characters and theirs stay with the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .base import CACHED, Tokenizer
from .normalise import BertNormaliser
from .ranges import Ranges
from .token import Token

EVERY_STEP = BertNormaliser()

_WORD = re.compile(r"!|a+")

# What a WordPiece decoder closes up after it has put a space before a piece.
# Source: `cleanup` of Hugging Face's WordPiece decoder.
_CLOSED_UP = [" .", " ?", " !", " ,", " n't", " 'm", " 's", " 've", " 're"]


@dataclass(frozen=True)
class WordPieceOptions:
    """What may differ from one WordPiece tokenizer to another; as in BERT where not given.

    `prefix` marks a piece that continues a word; a word longer than `longest` characters, or with
    a part that is no piece, is one `unknown`; `close_up` is whether decoding takes away the
    space before punctuation.
    """

    normaliser: BertNormaliser = EVERY_STEP
    prefix: str = "##"
    unknown: str = "[UNK]"
    longest: int = 100
    close_up: bool = True


BERT = WordPieceOptions()


class WordPiece(Tokenizer):
    """Cuts each word into the longest pieces the vocabulary has, from left to right."""

    kind = "wordpiece"

    def __init__(
        self,
        pieces: Sequence[str],
        special: Mapping[str, int],
        options: WordPieceOptions = BERT,
    ) -> None:
        """`pieces` in the order of ids, with the special tokens among them."""
        super().__init__(pieces, special)
        self.options = options
        self._ids = {piece: id for id, piece in enumerate(pieces)}
        self._longest_piece = max(map(len, pieces))
        self._word = lru_cache(CACHED)(self._split_word)

    def _encode(self, text: str, offset: int) -> Iterator[Token]:
        normalised, origins = self.options.normaliser(text)
        for match in _WORD.finditer(normalised.translate(_OUTLINE)):
            word, at = slice(*match.span()), origins[slice(*match.span())]
            for start, end, piece in self._word(normalised[word]):
                first, last = min(at[start:end]), max(at[start:end])
                left = normalised[word][start:end]
                # A character may become several, in several pieces: those of Hangul do.
                whole = first not in at[:start][-1:] and last not in at[end:][:1]
                shown = text[first : last + 1] if whole else left
                data = (shown if piece == self.options.unknown else left).encode()
                yield Token(self._ids[piece], data, shown, offset + first, offset + last + 1, piece)

    def _token(self, id: int, piece: str) -> Token:
        text = piece.removeprefix(self.options.prefix)
        return Token(id, text.encode(), text, 0, len(text), piece)

    def _decode(self, tokens: Iterable[Token]) -> str:
        """Pieces joined by spaces, which is as near to the text as WordPiece can come."""
        decoded = ""
        for i, token in enumerate(tokens):
            piece = token.piece
            if i:
                continues = piece.startswith(self.options.prefix)
                piece = piece.removeprefix(self.options.prefix) if continues else f" {piece}"
            if self.options.close_up:
                piece = _closed_up(piece)
            decoded += piece
        return decoded

    def _split_word(self, word: str) -> list[tuple[int, int, str]]:
        """Start, end and piece of each token of one word; the whole word where it has none."""
        found = []
        start = 0
        while start < len(word) <= self.options.longest:
            prefix = self.options.prefix if start else ""
            for end in range(min(len(word), start + self._longest_piece), start, -1):
                if (piece := prefix + word[start:end]) in self._ids:
                    break
            else:
                break
            found.append((start, end, piece))
            start = end
        return found if start == len(word) else [(0, len(word), self.options.unknown)]


def _closed_up(piece: str) -> str:
    for spaced in _CLOSED_UP:
        piece = piece.replace(spaced, spaced[1:])
    return piece.replace(" ' ", "'").replace(" do not", " don't")


class _Outline(dict[int, str]):
    """For `str.translate`: a space for white space, ! for punctuation, a for whatever else."""

    def __missing__(self, code: int) -> str:
        if code in Ranges.of("spaces"):
            kind = " "
        else:
            kind = "!" if code in Ranges.of("punctuation") else "a"
        self[code] = kind
        return kind


_OUTLINE = _Outline()
