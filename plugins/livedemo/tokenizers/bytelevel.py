"""GPT-2's alphabet: one printable character for each byte.

Byte-level BPE merges bytes, but its vocabulary is written in letters: a byte that is a printable
Latin-1 character stands for itself, the others (space, control characters…) are the characters
from U+0100 on, in order. So a space is `Ġ` and a line feed `Ċ`.
Source: GPT-2's `bytes_to_unicode` (Radford et al. 2019).
"""

from __future__ import annotations

_PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_OTHERS = [byte for byte in range(256) if byte not in _PRINTABLE]

# The 256 letters in the order of their code points, which is the order of their ids.
ALPHABET = "".join(map(chr, _PRINTABLE)) + "".join(chr(0x100 + i) for i in range(len(_OTHERS)))

_TO_LETTER = dict(zip(_PRINTABLE + _OTHERS, ALPHABET, strict=True))
_TO_BYTE = {ord(letter): chr(byte) for byte, letter in _TO_LETTER.items()}


def to_letters(text: str) -> str:
    """The UTF-8 bytes of `text`, one letter each."""
    return text.encode().decode("latin-1").translate(_TO_LETTER)


def to_bytes(letters: str) -> bytes:
    """The bytes that `letters` stand for. Raises UnicodeEncodeError for any other character."""
    return letters.translate(_TO_BYTE).encode("latin-1")
