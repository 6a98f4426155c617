"""A sum of words as a reader types it: ``king - man + woman``."""

from __future__ import annotations

import re
from collections.abc import Container

# A sign stands alone or before a word; inside a word, as in "twenty-one", it is a letter.
_PART = re.compile(r"[+−–]|-(?=\s|$)|(?<!\S)-|[^\s+−–]+")
_MINUS = {"-", "−", "–"}

Sum = list[tuple[int, str]]  # 1 or -1, and the word


def read(text: str, known: Container[str]) -> Sum:
    """The words of ``text`` in small letters, each with its sign; ``a-b`` is a sum, if no word."""
    found: Sum = []
    sign = 1
    for part in _PART.findall(text.lower()):
        if part in _MINUS or part == "+":
            sign = -1 if part in _MINUS else 1
            continue
        words = [part] if part in known or "-" not in part else part.split("-")
        for i, word in enumerate(words):
            if word:
                found.append((-1 if i else sign, word))
        sign = 1
    return found


def write(terms: Sum) -> str:
    """The sum as it is shown, with a true minus: ``king − man + woman``."""
    parts = [f"{'+' if sign > 0 else '−'} {word}" for sign, word in terms]
    return " ".join(parts).removeprefix("+ ")
