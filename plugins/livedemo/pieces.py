"""Tokens as a reader sees them: a piece of visible text, or the bytes of part of a character."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from livedemo.text import visible
from livedemo.tokenizers import Token, Tokenizer

COLOURS = 8  # classes ld-c0 … ld-c7


class Palette:
    """A colour, 0 to `COLOURS` - 1, for each thing, in the order in which they first come.

    Equal things have equal colours.
    """

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def __call__(self, thing: Hashable) -> int:
        """The colour of a thing."""
        return self._numbers.setdefault(thing, len(self._numbers)) % COLOURS


@dataclass(frozen=True)
class Chip:
    """A word as `livedemo.Chips` shows it: its visible text, and its colour, None for none."""

    label: str
    colour: int | None = None


@dataclass(frozen=True)
class Piece:
    """One token, ready to be shown.

    Attributes:
        label: its visible text; for part of a character, its bytes in hexadecimal.
        id: its row in the vocabulary.
        hex: its bytes in hexadecimal.
        text: the characters it covers, or belongs to, as they are.
        partial: whether it holds only part of a character.
        colour: 0 to `COLOURS` - 1, or None for none; equal tokens of a text have equal colours.
    """

    label: str
    id: int
    hex: str
    text: str
    partial: bool = False
    colour: int | None = 0


def pieces(tokens: Sequence[Token], text: str) -> list[Piece]:
    """Prepare ``tokens``, the encoding of ``text``, for showing."""
    shown = []
    palette = Palette()
    for token in tokens:
        code = token.bytes.hex(" ").upper()
        covered = text[token.start : token.end]
        partial, colour = not token.text, palette(token.id)
        shown.append(Piece(label(token), token.id, code, covered, partial, colour))
    return shown


def label(token: Token) -> str:
    """The visible text of a token, or its bytes in hexadecimal for part of a character."""
    return visible(token.text) if token.text else seen(token.bytes)


def called(id: int, tokenizer: Tokenizer) -> str:
    """The label of a token by its id; the one that ends a text has a name."""
    return "(end)" if id == tokenizer.end else label(tokenizer.token(id))


def seen(data: bytes) -> str:
    """Bytes as visible text, or in hexadecimal where they are not whole characters."""
    try:
        return visible(data.decode())
    except UnicodeDecodeError:
        return data.hex(" ").upper()


def split_note(parts: Iterable[Piece]) -> str:
    """What to say of pieces that hold part of a character; "" where there are none."""
    if not any(part.partial for part in parts):
        return ""
    return (
        "A piece with a dashed edge is part of a character: its bytes are shown, since half a "
        "character has no picture."
    )


def readable(tokens: Iterable[Token]) -> list[str]:
    """The texts of generated tokens, where a character that several tokens share stands whole.

    Bytes of a character that is not complete yet are held back.
    """
    texts: list[str] = []
    held = b""
    for token in tokens:
        held += token.bytes
        try:
            texts.append(held.decode())
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                texts.append(held.decode(errors="replace"))
                held = b""
        else:
            held = b""
    return texts
