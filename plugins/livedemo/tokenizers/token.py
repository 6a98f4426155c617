"""What a tokenizer gives back: tokens, and where in the text each one came from."""

from __future__ import annotations

from typing import NamedTuple, SupportsIndex, overload

Bytes = bytes  # `Token.bytes` hides the built-in name inside the class


class Token(NamedTuple):
    """One token of a text.

    `bytes` is what the token stands for, in UTF-8. `text` is the same as readable text, or "" when
    those bytes are not whole characters (one emoji is often several byte-level tokens).
    `start` and `end` are character offsets into the text that was encoded; a token that holds a
    part of a character covers all of that character. `piece` is the token's form in the
    vocabulary: `Ġthe` in byte-level BPE, `##ing` in WordPiece.
    """

    id: int
    bytes: Bytes
    text: str
    start: int
    end: int
    piece: str


class Encoding(list[Token]):
    """The tokens of one text, in order; a slice of it is one, too."""

    @overload
    def __getitem__(self, at: SupportsIndex) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Encoding: ...
    def __getitem__(self, at: SupportsIndex | slice) -> Token | Encoding:
        found = super().__getitem__(at)
        return Encoding(found) if isinstance(found, list) else found

    @property
    def ids(self) -> list[int]:
        """The token ids, as a model takes them."""
        return [token.id for token in self]
