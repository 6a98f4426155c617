"""What char-rnn reads: Jane Austen's novels, but for some chapters."""

from __future__ import annotations

from pathlib import Path
from random import Random

from model import CHARACTERS
from workshop import texts

HERE = Path(__file__).resolve().parent
HELD_OUT = 60_000  # characters


def split() -> tuple[str, str]:
    """The text to train on, and the held-out one; whole chapters, in the model's characters."""
    chapters = texts.austen()
    Random(0).shuffle(chapters)
    held = [chapters.pop()]
    while sum(map(len, held)) < HELD_OUT:
        held.append(chapters.pop())
    train, kept = ("\n\n".join(some) for some in (chapters, held))
    return known(train), known(kept)[:HELD_OUT]


def known(text: str) -> str:
    """Without the few characters that the model does not know."""
    return "".join(character for character in text if character in CHARACTERS)
