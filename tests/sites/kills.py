"""Cold builds that are killed at random moments, and the bytes that the next one gives."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

# Whatever differs between two machines and must not matter. The date stands in MkDocs' own pages.
_DATE = {"SOURCE_DATE_EPOCH": "1700000000", "NO_MKDOCS_2_WARNING": "1"}
CALM = {**_DATE, "PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
ROUGH = {
    **_DATE,
    **{"PYTHONHASHSEED": "77", "TZ": "ABC-13:45", "LC_ALL": "C", "LANGUAGE": "de"},
    **{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},  # so that C means ASCII
}


@dataclass(frozen=True)
class Trial:
    """A site in a folder of its own, built under some settings of the machine."""

    root: Path
    settings: dict[str, str]

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.settings}
        environment.pop("LIVEDEMO_STORE", None)
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        return subprocess.Popen(command, cwd=self.root, env=environment, stderr=subprocess.DEVNULL)

    def build(self) -> float:
        """Build undisturbed; how long that took, in seconds."""
        began = time.monotonic()
        assert self._start().wait() == 0
        return time.monotonic() - began

    def kill(self, moment: float) -> bool:
        """Build, and kill that with -9 after ``moment`` seconds; False: it had ended before.

        Only the build itself: its worker must see to its own end.
        """
        process = self._start()
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True
        return False

    @property
    def exports(self) -> int:
        """How many the store has."""
        return len(list((self.root / ".livedemo/store/keys").glob("*.json")))

    def bytes(self) -> dict[str, bytes]:
        """All of the site and all that the store answers with, by path."""
        store = self.root / ".livedemo/store"
        rooms = [self.root / "site", *(store / room for room in ("keys", "blobs", "results"))]
        files = (path for room in rooms for path in room.rglob("*") if path.is_file())
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in files
            if not path.name.startswith(".")  # half of a file, which nobody looks at
        }
