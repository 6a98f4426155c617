"""The six steps of text normalisation, by Unicode's own rules.

Source: Unicode Standard Annex #15 for NFC, NFD and NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

MARKS = "Mn"  # the general category of accents and other marks that take no room


def without_accents(text: str) -> str:
    """Characters taken apart (NFD), the marks left out, the rest put together again (NFC)."""
    parts = unicodedata.normalize("NFD", text)
    kept = "".join(part for part in parts if unicodedata.category(part) != MARKS)
    return unicodedata.normalize("NFC", kept)


def without_punctuation(text: str) -> str:
    """All but the characters whose general category is one of punctuation's."""
    return "".join(one for one in text if not unicodedata.category(one).startswith("P"))


#: In the order in which they are taken.
STEPS: dict[str, Callable[[str], str]] = {
    "compose": lambda text: unicodedata.normalize("NFC", text),
    "compatible": lambda text: unicodedata.normalize("NFKC", text),
    "lower": str.lower,
    "accents": without_accents,
    "punctuation": without_punctuation,
    "spaces": lambda text: " ".join(text.split()),
}


def normalise(text: str, steps: Collection[str]) -> str:
    """``text`` after those of `STEPS` that are named."""
    for name, step in STEPS.items():
        if name in steps:
            text = step(text)
    return text


def words(text: str) -> list[str]:
    """What stands between white space."""
    return text.split()


def runs(text: str) -> list[str]:
    """Words and the white space between them, in turn; joined, they are ``text``."""
    return re.findall(r"\s+|\S+", text)
