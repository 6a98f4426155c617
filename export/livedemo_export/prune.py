"""What no build has used for long leaves the store.

A build notes what it uses (`Store.used`), so whatever was noted long ago is named by no site that
is still built: models as they were before an edit, results of demos that have changed since.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from livedemo_export.store import LOCKS, PRUNING, Store

#: What a store holds; anything else that lies in its folder is not ours to remove.
KINDS = {"keys": "exports", "blobs": "files", "results": "results", "wheels": "lists of wheels"}
DAY = 24 * 60 * 60
KEPT = 30  # days
MARK = "pruned"  # a file whose time says when this was done last


@dataclass
class Pruned:
    """What was removed: how many of each kind, and how many bytes in all."""

    count: Counter[str] = field(default_factory=Counter)
    bytes: int = 0

    def __str__(self) -> str:
        """``3 exports, 12 files: 41.2 MB``."""
        parts = [f"{self.count[kind]} {word}" for kind, word in KINDS.items() if self.count[kind]]
        return f"{', '.join(parts) or 'nothing'}: {self.bytes / 1e6:.1f} MB"


def tidy(store: Store) -> None:
    """Prune what was not used for `KEPT` days, at the end of a build; at most once a day.

    A store that may only be read stays as it is.
    """
    mark = store.folder / MARK
    with suppress(OSError):
        if not store.folder.is_dir() or (mark.exists() and _age(mark) < DAY):
            return
        mark.touch()
        prune(store, KEPT)


def prune(store: Store, days: float) -> Pruned:
    """Remove what no build has used for ``days``; OSError where the store may not be written.

    Half a day is the least that makes sense: what was used within it may not be marked anew.
    """
    pruned = Pruned()
    if not store.folder.is_dir():
        return pruned
    with store.lock(PRUNING):
        for path in _files(store):
            hidden = path.name.startswith(".")  # left behind by a build that was killed
            if _age(path) > (min(days, 1) if hidden else days) * DAY:
                size = path.stat().st_size
                path.unlink()
                pruned.bytes += size
                pruned.count[path.relative_to(store.folder).parts[0]] += not hidden
        _prune_locks(store, days)
    return pruned


def _files(store: Store) -> Iterator[Path]:
    for kind in KINDS:
        yield from (path for path in (store.folder / kind).rglob("*") if path.is_file())


def _prune_locks(store: Store, days: float) -> None:
    """Remove the locks of old exports, but none that is held."""
    from filelock import Timeout

    for path in (store.folder / LOCKS).glob("*.lock"):
        if path.stem != PRUNING and _age(path) > days * DAY:
            with suppress(Timeout), store.lock(path.stem).acquire(blocking=False):
                path.unlink()


def _age(path: Path) -> float:
    """Seconds since a build last used it."""
    return time.time() - path.stat().st_mtime
