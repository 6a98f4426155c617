"""C4's blocklist, and how it was matched.

The list is LDNOOBW, the “List of Dirty, Naughty, Obscene, and Otherwise Bad Words” that was begun
at Shutterstock (CC BY 4.0): its English entries in the npm package `naughty-words` 1.2.0. Matching
is that of the program which makes C4, ``get_badwords_filter_fn`` in TensorFlow Datasets'
``text/c4_utils.py``: in lower case, and with no letter, digit or underscore on either side.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Hit:
    """An entry of the list in a text: the text's characters from ``start`` to before ``end``."""

    start: int
    end: int
    entry: str


@cache
def entries() -> tuple[str, ...]:
    """All entries, in the order of the list; some are of several words."""
    coded = Path(__file__).with_name("entries.b64").read_bytes()
    return tuple(base64.decodebytes(coded).decode().split("\n"))


@cache
def _pattern() -> re.Pattern[str]:
    """Any entry, the longer one where two begin alike.

    C4's program takes the sign on either side into the match. Looking at it instead finds something
    in the same texts, and two entries with one space between them both.
    """
    longest = sorted(entries(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def hits(text: str) -> Sequence[Hit]:
    """All entries that stand in a text, in its order, none within another."""
    lower = [character.lower() for character in text]
    at = [i for i, part in enumerate(lower) for _ in part]  # some become two: İ
    found = _pattern().finditer("".join(lower))
    return [Hit(at[match.start()], at[match.end() - 1] + 1, match[0]) for match in found]
