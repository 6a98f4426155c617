"""``mkdocs serve`` builds again when a model is there: a file that it watches is touched."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from pathlib import Path

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
