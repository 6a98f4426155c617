"""What is made once and looked at by many tests, whichever process they run in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock


@dataclass(frozen=True)
class Shared:
    """Folders that the processes of one test run share, in ``root``.

    Nobody may change what is in them: a test that does takes a copy.
    """

    root: Path

    def __call__(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder ``name``, filled by ``make`` in the process that asks first.

        Where that fails, the next one tries again.
        """
        folder, done = self.root / name, self.root / f"{name}.done"
        with FileLock(self.root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder


def root(base: Path) -> Path:
    """Of a test run whose process has its temporary files in ``base``."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
