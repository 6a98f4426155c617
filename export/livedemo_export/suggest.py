"""How messages list choices."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def listed(names: Iterable[str]) -> str:
    """``a, b or c``; ``nothing`` when there is nothing to choose."""
    *others, last = list(names) or ["nothing"]
    return f"{', '.join(others)} or {last}" if others else last


def nearest(name: str, choices: Iterable[str]) -> str:
    """``Did you mean "a"? Known: a, b.``, without the question when nothing is near."""
    known = sorted(choices)
    close = get_close_matches(name, known, n=1)
    question = f'Did you mean "{close[0]}"? ' if close else ""
    return f"{question}Known: {', '.join(known) or 'none'}."
