"""The archive that the browser's Python imports from: all demos, and what runs them.

The package `livedemo` itself is part of the runtime, as bytecode.

Equal sources give equal bytes, whenever and wherever it is made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from livedemo_site.discovery import ROOM, Found

BROWSER = Path(__file__).parent / "browser"
WORKER = "worker.py"  # among the browser's files, and in the archive under the name below
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date that a zip archive can hold


def bundle(demos: Iterable[Found], left_out: frozenset[Path] = frozenset()) -> bytes:
    """Pack the archive.

    Args:
        demos: those that work.
        left_out: files that reach the browser in another way, such as a model's vocabulary.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, path in sorted(_entries(demos, left_out)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # as on Unix, wherever this runs
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _entries(demos: Iterable[Found], left_out: frozenset[Path]) -> Iterator[tuple[str, Path]]:
    yield f"livedemo_{WORKER}", BROWSER / WORKER
    for found in demos:
        for path in found.files:
            if path not in left_out:
                yield f"{ROOM}/{found.name}/{path.relative_to(found.folder).as_posix()}", path
