"""A demo's ``requirements.txt``, read before pip is: each line pinned, hashed, and there once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.utils import NormalizedName, canonicalize_name

from livedemo_site.demos.wheels import WheelError

#: The options of pip's that may stand on a line: where wheels are looked for.
OPTIONS = ("--index-url", "-i", "--extra-index-url", "--trusted-host")
_COMMENT = re.compile(r"(^|\s+)#.*$")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Requirement:
    """One requirement.

    Attributes:
        line: where it begins, from 1.
        name: as package indexes compare names.
        asked: the name as written, with its extras.
        specifier: the versions allowed, as written.
        version: the one that ``==`` names; "" where none is pinned.
        hashes: ``sha256:…``, of each file that will do.
    """

    line: int
    name: NormalizedName
    asked: str
    specifier: str
    version: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        """The line without its hashes."""
        return f"{self.asked}{self.specifier}"

    @property
    def lacks(self) -> str:
        """What is missing in it."""
        wanted = {"version (==)": self.version, "hash": self.hashes}
        return " and its ".join(what for what, there in wanted.items() if not there)


@dataclass(frozen=True)
class Requirements:
    """A file: what it requires, and its lines of `OPTIONS`, which go to pip."""

    asked: tuple[Requirement, ...]
    options: tuple[str, ...]


def parse(text: str) -> Requirements:
    """Read a file's text. Raises `WheelError` for the first line that can't be one."""
    asked: dict[str, Requirement] = {}
    options = []
    for number, line in _lines(text):
        if line.startswith("-"):
            if re.split(r"[\s=]", line)[0] not in OPTIONS:
                known = f"A line requires a package, or is one of {', '.join(OPTIONS)}."
                raise WheelError(number, f"{line!r} is no option that a demo may set", known)
            options.append(line)
            continue
        one = _requirement(number, line)
        if other := asked.get(one.name):
            cause = f"{one.asked} is required twice, here and in line {other.line}"
            raise WheelError(number, cause, "Write it once.")
        asked[one.name] = one
    return Requirements(tuple(asked.values()), tuple(options))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, continued ones joined, with the number of their first."""
    first, pending = 1, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not pending:
            first = number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending += f"{line[:-1].strip()} "
            continue
        whole, pending = _COMMENT.sub("", pending + line.strip()).strip(), ""
        if whole:
            yield first, whole
    if pending.strip():
        yield first, pending.strip()


def _requirement(number: int, line: str) -> Requirement:
    text, *options = re.split(r"\s+--", line)
    try:
        parsed = Parsed(text)
    except InvalidRequirement:
        form = "Each is name==version --hash=sha256:…."
        raise WheelError(number, f"{text!r} is not a requirement", form) from None
    if parsed.url or parsed.marker:
        cause = f"{text!r} has {'an address' if parsed.url else 'a marker'}"
        form = "A demo has one browser's Python: name==version --hash=sha256:… is all it needs."
        raise WheelError(number, cause, form)
    hashes = []
    for option in options:
        kind, _, value = option.replace(" ", "=", 1).partition("=")
        if kind != "hash" or not _HASH.fullmatch(value):
            form = "The one option is --hash=sha256:, with 64 hexadecimal digits."
            raise WheelError(number, f"--{option} is no hash", form)
        hashes.append(value)
    pins = [s.version for s in parsed.specifier if s.operator in ("==", "===")]
    pinned = len(parsed.specifier) == 1 and pins and "*" not in pins[0]
    extras = f"[{','.join(sorted(parsed.extras))}]" if parsed.extras else ""
    return Requirement(
        number,
        canonicalize_name(parsed.name),
        f"{parsed.name}{extras}",
        str(parsed.specifier),
        pins[0] if pinned else "",
        tuple(hashes),
    )
