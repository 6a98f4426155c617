"""Archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold


def write_zip(
    target: Path | BinaryIO,
    files: Mapping[str, bytes],
    *,
    method: int = zipfile.ZIP_DEFLATED,
    comment: str = "",
) -> None:
    """Write `files` (name in the archive -> content), sorted by name.

    Folders get no entries of their own: Python's zip importer infers them.
    """
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = comment.encode()
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = method
            entry.create_system = 3  # Unix on every machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name], compresslevel=9)


def write_packed(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip whose files are stored as they are, compressed as a whole with gzip.

    Browsers unpack that far faster than Python, newly started, inflates file by file; it's smaller,
    too, and many hosts compress no zip.
    """
    whole = io.BytesIO()
    write_zip(whole, files, method=zipfile.ZIP_STORED)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(whole.getvalue(), 9, mtime=0))


def read_zip(source: Path | bytes) -> dict[str, bytes]:
    """The files of a zip: name -> content."""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
        return {e.filename: archive.read(e) for e in archive.infolist() if not e.is_dir()}


def comment(source: bytes) -> str:
    """What a zip says of itself as a whole."""
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        return archive.comment.decode()
