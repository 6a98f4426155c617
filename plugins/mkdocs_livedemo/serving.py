"""``mkdocs serve`` builds again when a model is there: a file that it watches is touched."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

LOOK = 1.0  # seconds between two looks for folders that are not there yet
AGAIN = 2.0  # seconds until a touch that nobody noticed is repeated


class Bell:
    """A file to be watched; whoever rings is heard by the next build.

    The server looks at times of change, and not yet while the first build goes on: the file is
    touched until a build begins.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="livedemo_")
        self.file = Path(self._folder.name) / "models"
        self.file.touch()
        self._rung = threading.Event()
        self._closed = threading.Event()
        threading.Thread(target=self._ring, daemon=True).start()

    def ring(self) -> None:
        """Ask for a build; from any thread."""
        self._rung.set()

    def heard(self) -> None:
        """A build begins."""
        self._rung.clear()

    def close(self) -> None:
        """Nobody listens any more."""
        self._closed.set()
        self._rung.set()
        self._folder.cleanup()

    def _ring(self) -> None:
        while self._rung.wait() and not self._closed.is_set():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                self.file.touch()
            self._closed.wait(AGAIN)


class Rooms:
    """Folders that are watched as soon as they are there, and again when they come back.

    A server can't watch a folder that doesn't exist, and forgets one that goes away.

    Args:
        folders: wherever they are.
        watch, unwatch: begin and end to watch a folder.
        changed: called, from another thread, when one has come or gone.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        watch: Callable[[str], None],
        unwatch: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self.folders, self.watch, self.unwatch, self.changed = folders, watch, unwatch, changed
        self._watched: set[Path] = set()
        self._known: set[Path] = set()
        self._closed = threading.Event()
        self._look()
        threading.Thread(target=self._wait, daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def _wait(self) -> None:
        while not self._closed.wait(LOOK):
            if self._look():
                self.changed()

    def _look(self) -> bool:
        """Whether one has come, or gone: of that a server hears nothing."""
        there = {folder for folder in self.folders if folder.is_dir()}
        come, changed = there - self._known, there != self._known
        self._known = there
        for folder in come:
            with contextlib.suppress(OSError):  # gone again: the next look will tell
                if folder in self._watched:
                    self.unwatch(str(folder))
                self.watch(str(folder))
                self._watched.add(folder)
        return changed
