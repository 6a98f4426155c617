"""A content-addressed store on disk: ``blobs/<sha256>`` and ``keys/<key>.json``.

Every file is written beside its place and moved there, so that a reader sees a whole file or
none, and two builds may write the same one at once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from livedemo_export.manifest import Manifest, ManifestError

#: Names the store's folder in place of ``.livedemo/store`` under the project's root.
VARIABLE = "LIVEDEMO_STORE"


class StoreError(Exception):
    """A blob that is missing or damaged."""


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
        if not self._whole(digest, len(data)):
            write(self.path(digest), data)
        return digest

    def blob(self, digest: str) -> bytes:
        """A blob's bytes, read whole and checked; `StoreError` when missing or damaged."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(f"the store has no blob {digest}; build again") from None
        if hashlib.sha256(data).hexdigest() != digest:
            path.unlink(missing_ok=True)  # so that the next build misses, and writes it afresh
            raise StoreError(f"blob {digest} in the store was damaged; build again")
        return data

    def get(self, key: str) -> Manifest | None:
        """The manifest recorded under ``key``, or None when it or one of its blobs is missing."""
        try:
            manifest = Manifest.read(self._record(key).read_bytes())
        except (FileNotFoundError, ManifestError, UnicodeDecodeError):
            return None
        whole = all(self._whole(blob.sha256, blob.bytes) for blob in manifest.blobs())
        return manifest if whole and manifest.key == key else None

    def record(self, manifest: Manifest) -> None:
        """Keep ``manifest`` under its key; its blobs must be there already."""
        write(self._record(manifest.key), manifest.json().encode())

    def _record(self, key: str) -> Path:
        return self.folder / "keys" / f"{key}.json"

    def _whole(self, digest: str, size: int) -> bool:
        try:
            return self.path(digest).stat().st_size == size
        except FileNotFoundError:
            return False


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
