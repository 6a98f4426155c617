"""A demo's own wheels: what its ``requirements.txt`` names, fetched once by pip, pinned by hash.

The file is pip's own (``name==version --hash=sha256:…``). The wheels must be pure Python: the same
bytes are imported here and in the browser. They are kept in the store under the hash of the file,
so that a build that has them never calls pip.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from email.parser import HeaderParser
from pathlib import Path
from types import ModuleType

from livedemo.files import NotText, decoded
from livedemo_export.store import Store

FILE = "requirements.txt"
_IMPORTED: dict[str, str] = {}  # a wheel's modules -> its path in sys.path, which projects share


class WheelError(Exception):
    """Requirements that can't be met: the line in the file, the cause, and what would be right."""

    def __init__(self, line: int, cause: str, choices: str = "") -> None:
        super().__init__(cause)
        self.line, self.cause, self.choices = line, cause, choices


@dataclass(frozen=True)
class Wheel:
    """One wheel.

    Attributes:
        file: its name; ``sha256`` and ``bytes`` of its content, which is in the store.
        name, version, licence: as its metadata say.
        modules: the top-level names that can be imported from it.
    """

    file: str
    sha256: str
    bytes: int
    name: str
    version: str
    licence: str
    modules: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it is under the site's assets."""
        return f"wheels/{self.sha256[:16]}/{self.file}"


class Wheels:
    """The wheels of demos' folders, out of the store or else from pip."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def of(self, folder: Path) -> tuple[Wheel, ...]:
        """The wheels of the demo in ``folder``, with all that they need.

        Raises `WheelError`, and `Unwritable` where the store can't keep them.
        """
        if (there := self.stored(folder)) is not None:
            return there
        text = _text(folder / FILE)
        from livedemo_site.demos.fetch import fetch  # a warm build reads no requirements

        files = fetch(text)
        wheels = [_read(name, data) for name, data in files.items()]
        for data in files.values():
            self.store.put(data)
        record = json.dumps([asdict(wheel) for wheel in wheels])
        self.store.write(self._record(text), record.encode())
        return tuple(wheels)

    def stored(self, folder: Path) -> tuple[Wheel, ...] | None:
        """The wheels of the demo in ``folder``; None: they are to be fetched."""
        file = folder / FILE
        if not os.path.lexists(file):
            return ()
        record = self._record(_text(file))
        try:
            kept = json.loads(record.read_text(encoding="utf-8"))
            wheels = [Wheel(**{**each, "modules": tuple(each["modules"])}) for each in kept]
        except (OSError, ValueError, TypeError, KeyError):
            return None  # the first time, or a record that was damaged
        whole = all(self.store.holds(wheel.sha256, wheel.bytes) for wheel in wheels)
        return tuple(wheels) if whole and self.store.used(record) else None

    def _record(self, text: str) -> Path:
        name = hashlib.sha256(text.encode()).hexdigest()
        return self.store.folder / "wheels" / f"{name}.json"


def import_from(wheels: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Import these archives' modules as the browser does: zipped, before what is installed here.

    What was imported from elsewhere under their names, another version of the wheel above all,
    is dropped: a result is kept under the hash of the wheel that it must come from.
    """
    for path, modules in wheels:
        key = " ".join(modules)
        if (before := _IMPORTED.get(key, path)) != path:
            sys.path[:] = [entry for entry in sys.path if entry != before]
        _IMPORTED[key] = path
        if path not in sys.path:
            sys.path.insert(0, path)
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in modules and not _from(module, path):
                del sys.modules[name]


def _from(module: ModuleType, archive: str) -> bool:
    """Whether a module was imported from an archive."""
    origin = module.__spec__.origin if module.__spec__ else None
    return (origin or "").startswith(archive + os.sep)


def _text(file: Path) -> str:
    """What an author's file says, or a `WheelError`."""
    try:
        return decoded(file.read_bytes(), str(file))
    except OSError as error:
        raise WheelError(1, f"{FILE} can't be read: {error.strerror}") from None
    except NotText as error:
        raise WheelError(error.lineno or 1, error.msg) from None


def _read(file: str, data: bytes) -> Wheel:
    """What a wheel says of itself."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(archive.read(metadata).decode("utf-8"))
    tops = {name.partition("/")[0] for name in names if name.endswith(".py")}
    modules = {top.removesuffix(".py") for top in tops if "-" not in top}
    classifiers = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier", []) if "Licen" in c]
    licence = told["License-Expression"] or ", ".join(classifiers) or told["License"] or ""
    return Wheel(
        file,
        hashlib.sha256(data).hexdigest(),
        len(data),
        told["Name"],
        told["Version"],
        licence.partition("\n")[0] or "licence not stated",
        tuple(sorted(modules)),
    )
