"""What both kinds of tokenizer share: special tokens, and the way in and out."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import ClassVar

from .token import Encoding, Token

END = ("<|endoftext|>", "[SEP]")  # what GPT-2's kind and BERT's put at the end of a text
CACHED = 8192  # tokens, and likewise words, that are remembered
LONE_SURROGATES = re.compile("[\ud800-\udfff]")


class TokenizerError(ValueError):
    """A tokenizer file that can't be read, or an id that isn't in the vocabulary."""


class Tokenizer(ABC):
    """A vocabulary, and the rules that cut a text into its pieces.

    `special` maps the special tokens (`<|endoftext|>`, `[MASK]`) to their ids.
    """

    kind: ClassVar[str]

    def __init__(self, pieces: Sequence[str], special: Mapping[str, int]) -> None:
        """`pieces` in the order of ids, with the special tokens among them."""
        self.pieces = pieces
        self.special = dict(special)
        self._special_ids = frozenset(self.special.values())
        # Where two special tokens start at the same place, the longer one wins.
        longest_first = sorted(self.special, key=len, reverse=True)
        self._ordinary = lru_cache(CACHED)(self._token)
        self._special_pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    @property
    def vocabulary_size(self) -> int:
        """The number of ids, special tokens included."""
        return len(self.pieces)

    @property
    def end(self) -> int:
        """The id of the token that ends a text. `TokenizerError` where the vocabulary has none."""
        found = next((self.special[name] for name in END if name in self.special), None)
        if found is None:
            raise TokenizerError(f"this vocabulary has no end of text: none of {', '.join(END)}")
        return found

    def encode(self, text: str, *, special: bool = True) -> Encoding:
        """The tokens of `text`, with offsets in characters.

        A special token that is written out in the text becomes that token, as in Hugging Face
        `tokenizers`; with `special=False` it is text like any other. No special token is added.
        A lone surrogate, which no UTF-8 text can hold, is read as U+FFFD.
        """
        if not text.isascii():
            text = LONE_SURROGATES.sub("\ufffd", text)
        tokens = Encoding()
        at = 0
        for match in self._special_pattern.finditer(text) if special else ():
            tokens += self._encode(text[at : match.start()], at)
            tokens.append(self._special_token(match[0], match.start()))
            at = match.end()
        tokens += self._encode(text[at:], at)
        return tokens

    def token(self, id: int) -> Token:
        """The token with this id, its offsets counted from its own start.

        Raises TokenizerError when the vocabulary has no such id.
        """
        if not 0 <= id < len(self.pieces):
            raise TokenizerError(f"no token {id}: this vocabulary has 0 to {len(self.pieces) - 1}")
        piece = self.pieces[id]
        return self._special_token(piece, 0) if piece in self.special else self._ordinary(id, piece)

    def decode(self, ids: Iterable[int], *, special: bool = True) -> str:
        """The text that the ids stand for; bytes that aren't whole characters become U+FFFD.

        With `special=False` special tokens are left out. Raises TokenizerError for an unknown id.
        """
        return self._decode(self.token(id) for id in ids if special or id not in self._special_ids)

    def _special_token(self, content: str, start: int) -> Token:
        id, end = self.special[content], start + len(content)
        return Token(id, content.encode(), content, start, end, content)

    @abstractmethod
    def _encode(self, text: str, offset: int) -> Iterator[Token]:
        """The tokens of text without special tokens, their offsets counted from `offset`."""

    @abstractmethod
    def _token(self, id: int, piece: str) -> Token:
        """The ordinary token with this id, its offsets counted from its own start."""

    @abstractmethod
    def _decode(self, tokens: Iterable[Token]) -> str:
        """The text of tokens."""
