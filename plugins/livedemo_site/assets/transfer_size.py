"""How many bytes a file is on its way to a reader."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

# What hosts commonly compress on the fly; anything else travels as it is.
COMPRESSED = {".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm"}


def travelling(path: Path, ending: str = "") -> int:
    """The size of ``path`` as a common static host sends it, under a name with that ``ending``."""
    if (ending or path.suffix) not in COMPRESSED:
        return path.stat().st_size
    status = path.stat()
    return _gzipped(path, status.st_size, status.st_mtime_ns)


def gzipped(data: bytes) -> int:
    """The size of ``data``, compressed."""
    return len(gzip.compress(data, compresslevel=6, mtime=0))


@functools.cache
def _gzipped(path: Path, size: int, changed: int) -> int:
    return gzipped(path.read_bytes())
