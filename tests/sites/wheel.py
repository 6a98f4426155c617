"""Wheels made by hand, and a pip that knows no others."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest


def make_wheel(
    folder: Path,
    name: str,
    version: str,
    source: str,
    tag: str = "py3-none-any",
    needs: str = "",
) -> str:
    """Make a wheel of one module, and give the line that requires it."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": source,
        f"{info}/METADATA": "Metadata-Version: 2.1\n"
        f"Name: {name}\nVersion: {version}\nLicense-Expression: 0BSD\n"
        + (f"Requires-Dist: {needs}\n" if needs else ""),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{info}/RECORD": "",
    }
    target = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(target, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(target.read_bytes()).hexdigest()}"


def only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip see the wheels in ``folder``, and nothing else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
