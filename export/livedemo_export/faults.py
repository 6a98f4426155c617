"""What an error of an author's ``model.py`` comes from, where its own words mislead.

Libraries name neither the file that is damaged nor the switch that keeps them from the network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from livedemo_export.errors import Where, chain

#: How a file begins that Git LFS keeps elsewhere.
_POINTER = b"version https://git-lfs.github.com/spec/"
_OFFLINE = (
    "models are exported without the network (HF_HUB_OFFLINE=1), so that a build is the same "
    "everywhere: fetch it once, commit the files beside model.py, and read them from there"
)


def explained(folder: Path, error: BaseException) -> tuple[str, Where | None] | None:
    """What went wrong, and where if that isn't where the error was raised; None: nothing to add."""
    if isinstance(error, SystemExit):
        return "it calls exit(), which would end the whole export: let build() return", None
    if isinstance(error, SyntaxError) or "null bytes" in str(error):
        return next(_no_text(folder), None)
    kinds = {type(link).__name__ for link in chain(error)}
    modules = {type(link).__module__.partition(".")[0] for link in chain(error)}
    said = " ".join(str(link) for link in chain(error))
    hub = kinds & {"OfflineModeIsEnabled", "LocalEntryNotFoundError", "HFValidationError"}
    if hub or "huggingface.co" in said or "huggingface_hub" in modules:
        asked = "a file of the Hugging Face hub is asked for, and is not on this machine"
        return f"{asked}: {_OFFLINE}", None
    reads = kinds & {"SafetensorError", "UnpicklingError", "EOFError", "BadZipFile"}
    if (reads or "PytorchStreamReader" in said) and (found := list(_damaged(folder))):
        return "; ".join(found), None
    if found := list(_pointers(folder)):
        return f"{'; '.join(found)} ({type(error).__name__}: {' '.join(said.split())[:200]})", None
    if kinds & {
        "URLError",
        "gaierror",
        "ConnectionError",
        "ConnectionRefusedError",
        "MaxRetryError",
    }:
        return f"the network is asked, and does not answer ({error}): {_OFFLINE}", None
    return None


def _no_text(folder: Path) -> Iterator[tuple[str, Where | None]]:
    """The Python files of a folder that aren't UTF-8 text."""
    for path in sorted(folder.rglob("*.py")):
        data = path.read_bytes()
        if (at := data.find(b"\0")) >= 0:
            yield "it holds a byte 0, as no text does", (path, data.count(b"\n", 0, at) + 1)
        elif b"coding" not in data[:200]:
            try:
                data.decode()
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                cause = f"{path.name} isn't UTF-8: byte 0x{data[error.start]:02X} in line {line}"
                yield f"{cause}; save it as UTF-8", (path, line)


def _pointers(folder: Path) -> Iterator[str]:
    """The files that Git LFS has not fetched."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            if file.read(len(_POINTER)) == _POINTER:
                yield f"{path.name} is a pointer of Git LFS and not the file: run `git lfs pull`"


def _damaged(folder: Path) -> Iterator[str]:
    """What is wrong with a folder's files of weights."""
    if pointers := list(_pointers(folder)):
        yield from pointers
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".safetensors", ".pt", ".pth", ".bin", ".ckpt"}:
            continue
        if not path.is_file():
            continue
        size = path.stat().st_size
        with path.open("rb") as file:
            why = _no_safetensors(file, size) if path.suffix == ".safetensors" else ""
        if not size:
            yield f"{path.name} is empty"
        elif why:
            yield f"{path.name} is damaged, or no file of safetensors: {why}"


def _no_safetensors(file: BinaryIO, size: int) -> str:
    """Why a file isn't safetensors, "" where it is: 8 bytes of length, a JSON header, the data.

    Source: the format's description, https://github.com/huggingface/safetensors
    """
    length = int.from_bytes(file.read(8), "little")
    if size < 8 or length > size - 8:
        return f"its header would be longer than its {size:,} bytes"
    try:
        header = json.loads(file.read(length))
        ends = [one["data_offsets"][1] for n, one in header.items() if n != "__metadata__"]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return "its header is not JSON"
    whole = 8 + length + max(ends, default=0)
    return "" if whole == size else f"it has {size:,} bytes, and {whole:,} are announced"
