"""The archive that the browser's Python imports from: livedemo, its worker, and all demos.

Equal sources give equal bytes, whenever and wherever it is made.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from livedemo_export.manifest import Manifest

from livedemo_site.demos.discovery import ROOM, Found

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip archive can hold


def bundle(
    demos: Iterable[Found],
    ours: Mapping[str, bytes],
    left_out: frozenset[Path] = frozenset(),
) -> bytes:
    """Pack the archive.

    Args:
        demos: those that work. They travel as source, so that a traceback shows their lines.
        ours: the package ``livedemo`` and the worker, by name.
        left_out: files that reach the browser in another way, such as a model's vocabulary.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        files = {**ours, **dict(entries(demos, left_out))}
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # as on Unix, wherever this runs
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def entries(
    demos: Iterable[Found], left_out: frozenset[Path] = frozenset()
) -> Iterator[tuple[str, bytes]]:
    """The files of demos, by their paths in the archive; the build runs a demo from these, too."""
    for found in demos:
        for path in found.files:
            if path not in left_out:
                inner = path.relative_to(found.folder.parent).as_posix()
                yield f"{ROOM}/{inner}", path.read_bytes()


def given_otherwise(demos: Iterable[Found], manifests: Mapping[str, Manifest]) -> frozenset[Path]:
    """Files in demos' folders that go to the browser as part of a model, by its name."""
    assets = {asset.sha256 for m in manifests.values() for asset in m.assets.values()}
    if not assets:
        return frozenset()
    paths = (path for found in demos for path in found.files if path.suffix != ".py")
    return frozenset(path for path in paths if sha256(path) in assets)


_DIGESTS: dict[tuple[Path, int, int], str] = {}


def sha256(path: Path) -> str:
    """The sha256 of a file; one that has not changed is read once."""
    status = path.stat()
    key = (path, status.st_size, status.st_mtime_ns)
    if key not in _DIGESTS:
        with path.open("rb") as file:
            _DIGESTS[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _DIGESTS[key]
