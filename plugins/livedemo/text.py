"""Showing text that cannot be seen: spaces, line breaks, joiners, combining marks."""

from __future__ import annotations

import unicodedata

_SHOWN = {" ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥"}
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Cs"}


def visible(text: str) -> str:
    """Make every character of ``text`` visible.

    A space becomes ``␣``, a line break ``⏎``, a tab ``⇥``; other characters without a picture
    become their code point (``U+200D``); a combining mark that starts the text sits on ``◌``.
    """
    shown = "".join(_visible(character) for character in text)
    if text and unicodedata.category(text[0]).startswith("M"):
        return "◌" + shown
    return shown


def _visible(character: str) -> str:
    if character in _SHOWN:
        return _SHOWN[character]
    if unicodedata.category(character) in _INVISIBLE:
        return f"U+{ord(character):04X}"
    return character


def direction(text: str) -> str:
    """Which way ``text`` is written, ``ltr`` or ``rtl``, as HTML's ``dir="auto"`` finds it."""
    kinds = map(unicodedata.bidirectional, text)
    return "rtl" if next((k for k in kinds if k in {"L", "R", "AL"}), "L") != "L" else "ltr"


def count(number: int, thing: str, things: str = "") -> str:
    """``1 token``, ``6,144 tokens``."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
