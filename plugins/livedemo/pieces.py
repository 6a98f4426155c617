"""Tokens as a reader sees them: a piece of visible text, or the bytes of part of a character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from livedemo.text import count, visible

if TYPE_CHECKING:
    from livedemo.tokenizers import Token


@dataclass(frozen=True)
class Piece:
    """One token, ready to be shown.

    Attributes:
        label: its visible text; for part of a character, its bytes in hexadecimal.
        id: its row in the vocabulary.
        hex: its bytes in hexadecimal.
        text: the characters it covers, or belongs to, as they are.
        partial: whether it holds only part of a character.
    """

    label: str
    id: int
    hex: str
    text: str
    partial: bool = False


def pieces(tokens: Sequence[Token], text: str) -> list[Piece]:
    """Prepare ``tokens``, the encoding of ``text``, for showing."""
    shown = []
    for token in tokens:
        code = token.bytes.hex(" ").upper()
        covered = text[token.start : token.end]
        partial = not token.text
        label = code if partial else visible(token.text)
        shown.append(Piece(label, token.id, code, covered, partial))
    return shown


def fit(tokens: Sequence[Token], limit: int) -> tuple[list[Token], str]:
    """Cut ``tokens`` to ``limit``; the sentence says so, and is empty where nothing was cut."""
    if len(tokens) <= limit:
        return list(tokens), ""
    left = count(len(tokens) - limit, "token")
    return list(tokens[:limit]), f"The figure takes the first {limit} tokens; {left} are left out."
