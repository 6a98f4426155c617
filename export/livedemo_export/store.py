"""A content-addressed store on disk: ``blobs/<sha256>`` and ``keys/<key>.json``.

Every file is written beside its place and moved there, so that a reader sees a whole file or
none, and two builds may write the same one at once. A file's time of change says when a build
last used it, which `livedemo_export.prune` goes by.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from livedemo_export.manifest import Manifest, ManifestError

if TYPE_CHECKING:
    from filelock import BaseFileLock

#: Names the store's folder in place of ``.livedemo/store`` under the project's root.
VARIABLE = "LIVEDEMO_STORE"
#: The folder of locks, and the lock that is held while files are removed.
LOCKS, PRUNING = "locks", "prune"
#: Seconds for which a file counts as just used: far less than anything is kept for.
JUST_USED = 12 * 60 * 60
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class StoreError(Exception):
    """A blob that is missing or damaged."""


class Busy(Exception):
    """Another process exports this very model."""


class Unwritable(Exception):
    """A folder takes no more files: its disk is full, or it may not be written.

    No fault of any model, and none can be kept: whoever exports stops at once.
    """

    def __init__(self, folder: Path | str, reason: str) -> None:
        """Keep the folder and the system's own words."""
        super().__init__(folder, reason)
        self.folder, self.reason = str(folder), reason

    def __str__(self) -> str:
        """The folder, the cause, and what can be done."""
        return f"{self.folder}: {self.cause}. {self.choices}"

    @property
    def cause(self) -> str:
        """What the system says."""
        return f"it can't be written: {self.reason}"

    @property
    def choices(self) -> str:
        """What would help."""
        return f"Make room there, or name another folder in {VARIABLE}."


@dataclass(frozen=True)
class Store:
    """Blobs by sha256, manifests by key."""

    folder: Path

    @classmethod
    def open(cls, root: Path | str) -> Store:
        """The store of the project at ``root``; nothing is made before the first put."""
        named = os.environ.get(VARIABLE)
        return cls(Path(named).resolve() if named else Path(root).resolve() / ".livedemo" / "store")

    def path(self, digest: str) -> Path:
        """Where a blob lies, or would lie."""
        return self.folder / "blobs" / digest[:2] / digest

    def put(self, data: bytes) -> str:
        """Keep ``data``; returns its sha256 in hexadecimal."""
        digest = hashlib.sha256(data).hexdigest()
        if not self.holds(digest, len(data)):
            self.write(self.path(digest), data)
        return digest

    def write(self, path: Path, data: bytes) -> None:
        """Write one of the store's files; `Unwritable` names the store, not a folder in it."""
        try:
            write(path, data)
        except OSError as error:
            raise self.unwritable(error) from error

    def unwritable(self, error: OSError) -> Unwritable:
        """What to raise for an error in the store's folder."""
        return Unwritable(self.folder, error.strerror or str(error))

    def blob(self, digest: str) -> bytes:
        """A blob's bytes, read whole and checked; `StoreError` when missing or damaged."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except OSError:
            raise StoreError(f"the store has no blob {digest}; build again") from None
        if hashlib.sha256(data).hexdigest() != digest:
            path.unlink(missing_ok=True)  # so that the next build misses, and writes it afresh
            raise StoreError(f"blob {digest} in the store was damaged; build again")
        return data

    def get(self, key: str) -> Manifest | None:
        """The manifest recorded under ``key``, or None when it or one of its blobs is missing."""
        record = self._record(key)
        try:
            manifest = Manifest.read(record.read_bytes())
        except (OSError, ManifestError, UnicodeDecodeError):
            return None  # what stands in the way is told when it is written
        whole = all(self.holds(blob.sha256, blob.bytes) for blob in manifest.blobs())
        return manifest if whole and manifest.key == key and self.used(record) else None

    def record(self, manifest: Manifest) -> None:
        """Keep ``manifest`` under its key; its blobs must be there already."""
        self.write(self._record(manifest.key), manifest.json().encode())

    def _record(self, key: str) -> Path:
        return self.folder / "keys" / f"{key}.json"

    def holds(self, digest: str, size: int) -> bool:
        """Whether a blob is here, whole; if so, it stays for as long as a build may take."""
        path = self.path(digest)
        try:
            status = path.stat()
        except OSError:
            return False
        return status.st_size == size and self.used(path, status.st_mtime)

    def used(self, path: Path, when: float | None = None) -> bool:
        """Note that a build needs ``path``, last used ``when``; False: it is no longer there.

        What was just used is never pruned. What was not is marked under the lock that pruning
        holds, so that a build never relies on a file that is being removed.
        """
        try:
            when = path.stat().st_mtime if when is None else when
            if abs(time.time() - when) > JUST_USED:  # also a time that has not come yet
                with self.lock(PRUNING):
                    os.utime(path)
        except FileNotFoundError:
            return False
        except OSError:
            return path.exists()  # a store that may only be read
        return True

    # Locks end with the process that holds them, however it ends

    def lock(self, name: str) -> BaseFileLock:
        """A lock between processes; OSError where the store may not be written."""
        from filelock import FileLock  # a warm build takes none, and spares the import

        folder = self.folder / LOCKS
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / f"{name}.lock")

    @contextmanager
    def claim(self, key: str, wait: bool) -> Iterator[None]:
        """Be the only process that exports what ``key`` stands for.

        Raises `Busy` where another one is, unless told to ``wait`` for its end.
        """
        from filelock import Timeout

        try:
            lock = self.lock(key)
            lock.acquire(blocking=wait)
        except Timeout:
            raise Busy from None
        except OSError as error:
            raise self.unwritable(error) from error
        try:
            yield
        finally:
            lock.release()


def no_room(error: BaseException) -> Unwritable | None:
    """What to raise instead when an error, or what caused it, is a full disk's, wherever it is."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, OSError) and link.errno in _FULL:
            folder = Path(str(link.filename)).parent if link.filename else tempfile.gettempdir()
            return Unwritable(folder, link.strerror or str(link))
        link = link.__cause__ or link.__context__
    return None


def mark(path: Path) -> None:
    """Note that a build has used a file that it does not need any more."""
    with suppress(OSError):  # pruned meanwhile, or in a store that may only be read
        if abs(time.time() - path.stat().st_mtime) > JUST_USED:
            os.utime(path)


def write(path: Path, data: bytes) -> None:
    """Write a file that others may be reading, or writing, at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)  # mkstemp's 0600 would follow the file to the web server
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
