"""What a page holds each of its files to: sha256, of each `SHARD` where the file has several.

A shard is checked as soon as it has come, and what was checked is kept when a connection breaks.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

#: Bytes; ``SHARD`` in browser/run/files.js is the same.
SHARD = 4 * 1024 * 1024

_KNOWN: dict[tuple[Path, int, int, int, int], list[str]] = {}


def shards(source: bytes | Path, start: int = 0, length: int | None = None) -> list[str]:
    """The digests of a file's shards, in hexadecimal; of ``length`` bytes from ``start`` on.

    A file that has not changed is read once.
    """
    if isinstance(source, bytes):
        return [hashlib.sha256(source[at : at + SHARD]).hexdigest() for at in _starts(len(source))]
    status = source.stat()
    length = status.st_size - start if length is None else length
    key = (source, status.st_size, status.st_mtime_ns, start, length)
    if key not in _KNOWN:
        with source.open("rb") as file:
            file.seek(start)
            sizes = [min(SHARD, length - at) for at in _starts(length)]
            _KNOWN[key] = [hashlib.sha256(file.read(size)).hexdigest() for size in sizes]
    return _KNOWN[key]


def _starts(length: int) -> range:
    return range(0, max(length, 1), SHARD)
