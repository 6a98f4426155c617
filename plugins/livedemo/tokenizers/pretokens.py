r"""GPT-2's first cut: a text into words, before any merging.

GPT-2 cuts with
`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
and the standard library's `re` knows no `\p{L}`. So each character is first replaced by one ASCII
character of its class, which keeps every offset, and a pattern over ASCII finds the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .ranges import Ranges

# In the outline a stands for a letter, 0 for a number, ! for whatever else; the letters and the
# apostrophe that make contractions, and the space, stand for themselves.
_WORD = re.compile(
    r"'(?:[stmd]|re|ve|ll)| ?[adelmrstv]+| ?0+| ?[!']+|[ \t]+(?![!'0adelmrstv])|[ \t]+"
)
_THEMSELVES = " 'delmrstv"


class _Outline(dict[int, str]):
    """For `str.translate`: code point -> class; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = outlined = self._outlined(code)
        return outlined

    @staticmethod
    def _outlined(code: int) -> str:
        if code < 128 and chr(code) in _THEMSELVES:
            return chr(code)
        if code in Ranges.of("letters"):
            return "a"
        if code in Ranges.of("numbers"):
            return "0"
        return "\t" if code in Ranges.of("spaces") else "!"


_OUTLINE = _Outline()


def words(text: str) -> Iterator[tuple[int, str]]:
    """Each word of `text` with the offset where it starts. Together they are the whole text."""
    for match in _WORD.finditer(text.translate(_OUTLINE)):
        yield match.start(), text[match.start() : match.end()]
