"""Finding demos: one folder ``demos/<name>`` with a ``demo.py`` is one demo."""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import walk_tb

from livedemo.demo import Demo
from livedemo.files import NotText, owner
from livedemo.loader import forget, load_demo
from livedemo_export.digest import digest

from livedemo_site.demos.imports import Imports, scan
from livedemo_site.demos.shipped import name as inner
from livedemo_site.demos.shipped import shipped
from livedemo_site.demos.wheels import FILE, Wheel, WheelError, Wheels, import_from
from livedemo_site.diagnostics import Diagnostic

ROOM = "demos"
ALLOWED = (
    "A demo imports the standard library, livedemo, jinja2, its own folder, folders of demos/ "
    "without a demo.py (`from ..shared import …`) and the wheels in its requirements.txt; what "
    "needs torch goes into model.py."
)


@dataclass(frozen=True)
class Found:
    """A demo's folder, and the demo where it could be loaded.

    Attributes:
        files: what its code may read: the Python files that ``demo.py`` imports, and data.
        digest: over names and contents of ``files``.
        shared: what of these it shares, by name in ``demos/``.
        standard: the modules of the standard library that it imports.
        wheels: what its requirements name.
        mistakes: why there is no ``demo``.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    digest: str
    shared: tuple[str, ...] = ()
    standard: frozenset[str] = frozenset()
    wheels: tuple[Wheel, ...] = ()
    demo: Demo | None = None
    mistakes: tuple[Diagnostic, ...] = ()

    @property
    def begins(self) -> tuple[Path, int]:
        """The file and the line where the demo's function begins, as far as it is known."""
        line = self.demo.function.__code__.co_firstlineno if self.demo else 1
        return self.folder / "demo.py", line


@dataclass
class Demos:
    """The demos of a project, loaded once and again when their files change.

    Attributes:
        tried: why one may not be loaded here, where it must not; it is asked before.
    """

    root: Path
    wheels: Wheels
    tried: Callable[[Found], Diagnostic | None] = lambda found: None
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
        tops = frozenset(top for wheel in wheels for top in wheel.modules)
        try:
            imports = scan(folder, tops)
        except SyntaxError as error:
            file = Path(error.filename or folder / "demo.py")
            cause = "" if isinstance(error, NotText) else f"{file.name} is not Python: "
            mistake = self._at(file, error.lineno or 1, f"{cause}{error.msg}")
            return Found(name, folder, (), "", mistakes=(mistake,))
        files = shipped(folder, imports, tops)
        over = digest((inner(path, folder), path.read_bytes()) for path in files)
        before = self.found.get(name)
        # Wheels may have clashed with those of a demo that has changed since.
        if before and before.digest == over and (before.demo or not wheels):
            return before
        shared, standard = tuple(sorted(imports.shared)), frozenset(imports.standard)
        found = Found(name, folder, files, over, shared, standard, wheels)
        mistakes = self._clashes(folder, wheels)
        demo = None
        if not mistakes:
            demo, mistakes = self._load(found, imports)
        return replace(found, demo=demo, mistakes=tuple(mistakes))

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

    def _load(self, found: Found, imports: Imports) -> tuple[Demo | None, list[Diagnostic]]:
        folder = found.folder
        if not re.fullmatch(r"[\w-]+", folder.name):
            cause = f"the folder {folder.name!r} can't be a demo's name"
            allowed = "Names hold letters, digits, hyphens and underscores."
            return None, [self._at(folder / "demo.py", 1, cause, allowed)]
        if imports.refused:
            return None, [self._at(r.file, r.line, r.cause, ALLOWED) for r in imports.refused]
        if (stopped := self.tried(found)) is not None:
            return None, [stopped]
        import_from((str(self.wheels.store.path(w.sha256)), w.modules) for w in found.wheels)
        forget(folder.name, *found.shared)
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
