"""Finding demos: one folder ``demos/<name>`` with a ``demo.py`` is one demo."""

from __future__ import annotations

import inspect
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from traceback import walk_tb
from types import ModuleType

from livedemo.demo import Demo
from livedemo.files import NotText, owner
from livedemo.loader import forget, load_demo
from livedemo_export.digest import digest

from livedemo_site.demos.imports import Imports, scan
from livedemo_site.demos.wheels import FILE, Wheel, WheelError, Wheels
from livedemo_site.diagnostics import Diagnostic

ROOM = "demos"
ALLOWED = (
    "A demo imports the standard library, livedemo, jinja2, its own folder and the wheels in its "
    "requirements.txt; what needs torch goes into model.py."
)
_DATA = {".csv", ".html", ".json", ".svg", ".toml", ".tsv", ".txt", ".xml"}
_NOT_DATA = {"expected.html"}
_IMPORTED: dict[str, str] = {}  # a wheel's name -> its path in sys.path, which all projects share


@dataclass(frozen=True)
class Found:
    """A demo's folder, and the demo where it could be loaded.

    Attributes:
        files: what its code reads: the Python files that ``demo.py`` imports, and data.
        digest: over names and contents of ``files``.
        standard: the modules of the standard library that it imports.
        wheels: what its requirements name.
        mistakes: why there is no ``demo``.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    digest: str
    standard: frozenset[str] = frozenset()
    wheels: tuple[Wheel, ...] = ()
    demo: Demo | None = None
    mistakes: tuple[Diagnostic, ...] = ()


@dataclass
class Demos:
    """The demos of a project, loaded once and again when their files change."""

    root: Path
    wheels: Wheels
    found: dict[str, Found] = field(default_factory=dict)

    def refresh(self) -> None:
        """Look again; only what changed on disk is loaded anew."""
        room = self.root / ROOM
        # a link that leads nowhere is a mistake, and no folder without a demo
        folders = sorted(f for f in _entries(room) if os.path.lexists(f / "demo.py"))
        before = self.found
        self.found = {name: before[name] for f in folders if (name := f.name) in before}
        for folder in folders:
            self.found[folder.name] = self._find(folder)
        self.found = dict(sorted(self.found.items()))

    def _find(self, folder: Path) -> Found:
        name = folder.name
        try:
            wheels = self.wheels.of(folder)
        except WheelError as error:
            at = self._at(folder / FILE, error.line, error.cause, error.choices)
            return Found(name, folder, (), "", mistakes=(at,))
        try:
            imports = scan(folder, frozenset(top for wheel in wheels for top in wheel.modules))
        except SyntaxError as error:
            file = Path(error.filename or folder / "demo.py")
            cause = "" if isinstance(error, NotText) else f"{file.name} is not Python: "
            mistake = self._at(file, error.lineno or 1, f"{cause}{error.msg}")
            return Found(name, folder, (), "", mistakes=(mistake,))
        files = (*imports.files, *_data(folder))
        over = digest((p.relative_to(folder).as_posix(), p.read_bytes()) for p in files)
        before = self.found.get(name)
        # Wheels may have clashed with those of a demo that has changed since.
        if before and before.digest == over and (before.demo or not wheels):
            return before
        standard = frozenset(imports.standard)
        mistakes = self._clashes(folder, wheels)
        demo = None
        if not mistakes:
            self._import_from(wheels)
            demo, mistakes = self._load(folder, imports)
        return Found(name, folder, files, over, standard, wheels, demo, tuple(mistakes))

    def _clashes(self, folder: Path, wheels: tuple[Wheel, ...]) -> list[Diagnostic]:
        """Wheels of which another demo has another version: a page has one Python for all."""
        there = {
            wheel.name: (wheel, found.name)
            for found in self.found.values()
            if found.name != folder.name
            for wheel in found.wheels
        }
        clashes = []
        for wheel in wheels:
            other, name = there.get(wheel.name, (wheel, ""))
            if other.sha256 != wheel.sha256:
                cause = (
                    f"{wheel.name} {wheel.version} is asked for here, and {other.version} by demo"
                )
                choices = "All demos share one Python: ask for the same version."
                clashes.append(self._at(folder / FILE, 1, f"{cause} {name}", choices))
        return clashes

    def _import_from(self, wheels: tuple[Wheel, ...]) -> None:
        """Import these wheels as the browser does: zipped, and before what is installed here.

        What was imported from elsewhere under their names, another version of the wheel above all,
        is dropped: a result is kept under the hash of the wheel that it must come from.
        """
        for wheel in wheels:
            path = str(self.wheels.store.path(wheel.sha256))
            if (before := _IMPORTED.get(wheel.name, path)) != path:
                sys.path[:] = [entry for entry in sys.path if entry != before]
            _IMPORTED[wheel.name] = path
            if path not in sys.path:
                sys.path.insert(0, path)
            for name, module in list(sys.modules.items()):
                if name.partition(".")[0] in wheel.modules and not _from(module, path):
                    del sys.modules[name]

    def _load(self, folder: Path, imports: Imports) -> tuple[Demo | None, list[Diagnostic]]:
        if not re.fullmatch(r"[\w-]+", folder.name):
            cause = f"the folder {folder.name!r} can't be a demo's name"
            allowed = "Names hold letters, digits, hyphens and underscores."
            return None, [self._at(folder / "demo.py", 1, cause, allowed)]
        if imports.refused:
            return None, [self._at(r.file, r.line, r.cause, ALLOWED) for r in imports.refused]
        forget(folder.name)
        # Bytecode beside the source would look like an edit to whoever watches the folder.
        written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            demo = load_demo(str(folder.parent), folder.name)
            bare = self._bare(folder, demo)
            return None if bare else demo, bare
        except Exception as error:
            file, line = place(folder, error) or (folder / "demo.py", 1)
            return None, [self._at(file, line, f"the demo can't be loaded: {one_line(error)}")]
        finally:
            sys.dont_write_bytecode = written

    def _bare(self, folder: Path, demo: Demo) -> list[Diagnostic]:
        """Controls that no template shows."""
        found = []
        for name in dict.fromkeys(map(type, demo.controls.values())):
            if owner(name, ".html") is None:
                called = name.__name__
                cause = f"the control {called} has no template"
                wanted = f"Write {called.lower()}.html beside its module."
                file = Path(inspect.getfile(name))
                inside = file.is_relative_to(self.root)
                line = inspect.getsourcelines(name)[1] if inside else 1
                found.append(self._at(file if inside else folder / "demo.py", line, cause, wanted))
        return found

    def _at(self, file: Path, line: int, cause: str, choices: str = "") -> Diagnostic:
        return Diagnostic(file.relative_to(self.root).as_posix(), line, cause, choices)


def _entries(room: Path) -> list[Path]:
    return list(room.iterdir()) if room.is_dir() else []


def _from(module: ModuleType, archive: str) -> bool:
    """Whether a module was imported from an archive."""
    origin = module.__spec__.origin if module.__spec__ else None
    return (origin or "").startswith(archive + os.sep)


def place(folder: Path, error: BaseException) -> tuple[Path, int] | None:
    """The innermost line of the demo's own files that ``error`` passed through."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return Path(error.filename), error.lineno
    frames = [
        (Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)
    ]
    return next((f for f in reversed(frames) if f[0].is_relative_to(folder)), None)


def one_line(error: BaseException) -> str:
    """An exception in one line; our own errors are sentences and need no name."""
    told = error.msg if isinstance(error, SyntaxError) else str(error)
    message = " ".join(told.split())
    if type(error).__module__.startswith("livedemo"):
        return message
    if "'coroutine' object" in message or "'async_generator' object" in message:
        message += " (is an `await` missing?)"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _data(folder: Path) -> list[Path]:
    """The demo's text files beside its code; what its model is made of has digests of its own."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix in _DATA
        and path.name not in _NOT_DATA
        and not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    )
