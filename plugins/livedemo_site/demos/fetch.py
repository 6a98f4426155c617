"""pip: what it finds for requirements, in its report, and the files that they pin.

What it says on the way is never read for a meaning; where it stops, it is asked further.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.utils import NormalizedName, canonicalize_name

from livedemo_site.demos.requirements import Requirement, Requirements, parse
from livedemo_site.demos.wheels import FILE, WheelError

PIP = [sys.executable, "-m", "pip"]
_QUIET = ["-qq", "--disable-pip-version-check", "--no-input"]
_VERSION = "--python-version=3.14"
# What every browser's Python is; a wheel that names an interpreter or a platform is none of it.
_PURE = ["--only-binary=:all:", "--implementation=py", "--abi=none", "--platform=any", _VERSION]
# To see that a package is there at all, of whatever kind, whichever machine asks.
_PLATFORMS = """
any linux_x86_64 linux_aarch64 manylinux2014_x86_64 manylinux_2_17_x86_64 manylinux_2_28_x86_64
manylinux2014_aarch64 manylinux_2_28_aarch64 macosx_11_0_arm64 macosx_11_0_universal2 win_amd64
"""
_KINDS = ["--implementation=cp", *(f"--abi={abi}" for abi in ("cp314", "abi3", "none")), _VERSION]
_KINDS += [f"--platform={platform}" for platform in _PLATFORMS.split()]


@dataclass(frozen=True)
class Found:
    """A wheel that pip finds: its package's name and version, and ``sha256:…`` of the file."""

    name: str
    version: str
    hash: str


def fetch(text: str) -> dict[str, bytes]:
    """The wheels that a requirements file pins, by their names.

    Raises `WheelError` with the lines to write, where it lacks some, or why pip gets none.
    """
    wanted = parse(text)
    incomplete = [one for one in wanted.asked if one.lacks]
    found = _find(wanted)
    if incomplete:
        first = incomplete[0]
        cause = f"{first.asked} needs its {first.lacks}"
        written = {one.name: one.asked for one in wanted.asked}
        choices = _pasteable("With what pip finds now, write:", found, written)
        raise WheelError(first.line, cause, choices)
    named = {one.name for one in wanted.asked}
    if missing := [one for one in found if canonicalize_name(one.name) not in named]:
        cause = f"what these need is missing: {', '.join(one.name for one in missing)}"
        raise WheelError(1, cause, _pasteable("With what pip finds now, add:", missing, {}))
    return _download(wanted, found)


def _pasteable(head: str, found: Iterable[Found], written: Mapping[NormalizedName, str]) -> str:
    lines = (
        f"{written.get(canonicalize_name(one.name), one.name)}=={one.version} --hash={one.hash}"
        for one in sorted(found, key=lambda one: canonicalize_name(one.name))
    )
    return "\n".join([head, *lines])


def _find(wanted: Requirements) -> list[Found]:
    """What pip would install, dependencies included."""
    found, said = _report(wanted.asked, wanted.options)
    if found is not None:
        return found
    for one in wanted.asked:
        alone, words = _report([one], wanted.options, "--no-deps")
        if alone is None:
            raise _not_found(one, wanted.options, words)
    for one in wanted.asked:
        alone, words = _report([one], wanted.options)
        if alone is None:
            cause = f"pip finds no pure-Python wheels of all that {one} needs"
            raise WheelError(one.line, cause, words)
    raise WheelError(1, "pip finds no versions that go together", said)


def _not_found(one: Requirement, options: tuple[str, ...], said: str) -> WheelError:
    """Why pip finds nothing for a requirement by itself."""
    named = _pip("index", "versions", one.name, *_KINDS, *_words(options))
    if named.returncode:
        choices = f"Is it spelt so, and does pip reach its index? pip says: {said}"
        return WheelError(one.line, f"pip finds no package of the name {one.asked}", choices)
    pure, _ = _report([replace(one, specifier="")], options, "--no-deps")
    if pure:
        choices = f"It finds one of version {pure[0].version}."
    elif _compiled(one, options):
        choices = (
            "One that must be compiled is built with pyodide-build; livedemo can't do that yet."
        )
    elif _compiled(replace(one, specifier=""), options):
        choices = f"It finds no version {one.specifier}, and others that must be compiled."
    else:
        choices = f"It finds no wheel of {one.asked} at all: is that the package that is meant?"
    cause = f"pip finds no pure-Python wheel of {one}, and a page can load no other"
    return WheelError(one.line, cause, choices)


def _compiled(one: Requirement, options: tuple[str, ...]) -> bool:
    """Whether there is a wheel of some machine's own."""
    return (
        _report([one], options, "--no-deps", kinds=["--only-binary=:all:", *_KINDS])[0] is not None
    )


def _download(wanted: Requirements, found: list[Found]) -> dict[str, bytes]:
    """The files that are pinned; pip compares their hashes."""
    lines = [
        " ".join([str(one), *(f"--hash={each}" for each in one.hashes)]) for one in wanted.asked
    ]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / FILE).write_text("\n".join([*wanted.options, *lines]), encoding="utf-8")
        options = ["--no-deps", "--require-hashes", f"--dest={folder / 'wheels'}"]
        done = _pip("download", *options, *_PURE, f"--requirement={folder / FILE}")
        if done.returncode == 0:
            return {path.name: path.read_bytes() for path in sorted(folder.glob("wheels/*.whl"))}
    there = {canonicalize_name(one.name): one.hash for one in found}
    if wrong := [one for one in wanted.asked if there[one.name] not in one.hashes]:
        names = ", ".join(map(str, wrong))
        what = f"the wheel of {names} is not the one whose hash stands here: was it exchanged?"
        if len(wrong) > 1:
            what = (
                f"the wheels of {names} are not those whose hashes stand here: were they exchanged?"
            )
        exchanged = [one for one in found if canonicalize_name(one.name) in {o.name for o in wrong}]
        written = {one.name: one.asked for one in wrong}
        raise WheelError(
            wrong[0].line, what, _pasteable("What pip finds now is:", exchanged, written)
        )
    raise WheelError(1, f"pip stopped: {_said(done)}")


def _report(
    asked: Iterable[Requirement],
    options: tuple[str, ...],
    *more: str,
    kinds: Sequence[str] = _PURE,
) -> tuple[list[Found] | None, str]:
    """What pip finds, whatever the hashes here; None where it stops, and its words."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / FILE).write_text("\n".join([*options, *map(str, asked)]), encoding="utf-8")
        told = ["--dry-run", "--ignore-installed", f"--report={folder / 'report.json'}", *more]
        target = f"--target={folder / 'nothing'}"  # pip asks for one, though nothing is installed
        done = _pip("install", *told, target, *kinds, f"--requirement={folder / FILE}")
        if done.returncode:
            return None, _said(done)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    found = []
    for each in report["install"]:
        digest = each["download_info"]["archive_info"]["hashes"]["sha256"]
        told_of = each["metadata"]
        found.append(Found(told_of["name"], told_of["version"], f"sha256:{digest}"))
    return found, ""


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PIP, *arguments, *_QUIET], capture_output=True, text=True)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """pip's own words, for the author."""
    return " ".join(done.stderr.split()) or f"exit code {done.returncode}"


def _words(options: tuple[str, ...]) -> list[str]:
    """Lines of options as arguments."""
    return [word for line in options for word in line.split()]
