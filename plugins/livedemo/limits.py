"""What a figure leaves out, and saying so: a text that is too long, a list of too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar

from livedemo.text import count
from livedemo.tokenizers import Token

Some = TypeVar("Some", bound=Sequence[Any])


def fit(
    items: Some,
    limit: int,
    thing: str = "token",
    things: str = "",
    keep: Literal["first", "last"] = "first",
) -> tuple[Some, str]:
    """At most ``limit`` of the ``items``, and a sentence that says how many were left out.

    Args:
        items: whatever a figure takes so many of; its slices are of its own kind.
        thing, things: what one of them, and several, are called.
        keep: which end stays. What comes next depends on the last.

    Returns:
        The items, and the sentence: "" where nothing was cut.
    """
    over = len(items) - limit
    if over <= 0:
        return items, ""
    kept: Any = items[:limit] if keep == "first" else items[over:]
    left = f"{count(over, thing, things)} {'is' if over == 1 else 'are'} left out"
    where = "" if keep == "first" else " before them"
    return kept, f"The figure takes the {keep} {count(limit, thing, things)}; {left}{where}."


def tail(text: str, tokens: Sequence[Token]) -> str:
    """What of ``text`` its last ``tokens`` cover, behind ``…`` where more stands before them."""
    start = tokens[0].start if tokens else 0
    return f"…{text[start:]}" if start else text


def some(items: Iterable[str], shown: int = 3, between: str = ", ") -> str:
    """The first ``items`` in a row, and how many more there are: ``a, b, c and 4 more``."""
    every = list(items)
    stop = between.strip(", ")  # a semicolon stands before the last as well
    more = f"{stop} and {len(every) - shown:,} more" if len(every) > shown else ""
    return between.join(every[:shown]) + more
