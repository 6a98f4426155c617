"""Text as a careless collector leaves it: misread letters, and lines that belong to web pages."""

from __future__ import annotations

import re
from random import Random

WRONG = 0.3  # of the words have a wrong letter
FOREIGN = 0.2  # of the lines are followed by one that does not belong
LINES = (
    "Click here to read more.",
    "Page {n} of {m}",
    "Share this | Print | Report a problem",
    "You are not logged in. Log in or sign up.",
    "Copyright {n} All rights reserved.",
    "Home > Books > Fiction > Page {n}",
    "{n} people like this. Be the first to comment!",
    "This site uses cookies. Accept | Decline",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misread(word: str, rng: Random) -> str:
    """The word with one letter swapped with its neighbour, left out, doubled or changed."""
    at = rng.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    kinds = (
        before + after[:1] + letter + after[1:],
        before + after,
        before + letter + letter + after,
        before + rng.choice(LETTERS) + after,
    )
    return rng.choice(kinds)


def noisy(document: str, rng: Random) -> str:
    """A document with its noise."""

    def word(found: re.Match[str]) -> str:
        return misread(found[0], rng) if rng.random() < WRONG else found[0]

    lines = []
    for line in document.split("\n"):
        lines.append(re.sub(r"[A-Za-z]{2,}", word, line))
        if rng.random() < FOREIGN:
            foreign = rng.choice(LINES)
            lines.append(foreign.format(n=rng.randrange(1, 400), m=rng.randrange(400, 900)))
    return "\n".join(lines)
