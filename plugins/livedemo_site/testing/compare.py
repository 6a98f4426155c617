"""Whether two renderings of a result are the same, up to rounding."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import zip_longest

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)")


def difference(left: str, right: str) -> str | None:
    """Where two texts differ; ``None`` where they are the same.

    White space counts as one space, and not at all at the ends. Numbers may differ by one unit of
    the last digit shown: 0.42 and 0.43 are the same, 0.42 and 0.44 are not. All else, the count of
    digits after the point included, must be equal.
    """
    left, right = (" ".join(text.split()) for text in (left, right))
    pairs = zip_longest(_NUMBER.split(left), _NUMBER.split(right), fillvalue="")
    for i, (a, b) in enumerate(pairs):
        if a == b or (i % 2 and _close(a, b)):
            continue
        at = sum(len(part) for part in _NUMBER.split(left)[:i])
        return f"…{left[max(0, at - 60) : at]} → {a[:80]!r} became {b[:80]!r}"
    return None


def _close(a: str, b: str) -> bool:
    if not a or not b or len(a.partition(".")[2]) != len(b.partition(".")[2]):
        return False
    one = Decimal(1).scaleb(-len(a.partition(".")[2]))
    return abs(Decimal(a) - Decimal(b)) <= one
