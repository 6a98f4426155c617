"""The archive that the browser's Python imports from: livedemo, its worker, and all demos.

Equal sources give equal bytes, whenever and wherever it is made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

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
        entries = {**ours, **dict(_entries(demos, left_out))}
        for name, data in sorted(entries.items()):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3  # as on Unix, wherever this runs
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _entries(demos: Iterable[Found], left_out: frozenset[Path]) -> Iterator[tuple[str, bytes]]:
    for found in demos:
        for path in found.files:
            if path not in left_out:
                inner = path.relative_to(found.folder).as_posix()
                yield f"{ROOM}/{found.name}/{inner}", path.read_bytes()
