"""One hash over several contents: by it, what was made of them is found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """The sha256 (hexadecimal) over named contents, in their order."""
    running = hashlib.sha256()
    for name, content in parts:
        # With its length, so that a|bc isn't ab|c
        running.update(f"{name}\0{len(content)}\0".encode() + content)
    return running.hexdigest()
