"""What goes wrong with a model: one sentence, the author's line, and the details behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

Where = tuple[Path, int]


class ExportError(Exception):
    """A model that can't be exported as it stands. ``where`` is the author's file and line."""

    def __init__(self, message: str, where: Where | None = None) -> None:
        """Keep the cause, one sentence, and its place."""
        super().__init__(message)
        self.message = message
        self.where = where


class NoModel(Exception):
    """Why model ``name`` is not there.

    ``message`` is the cause in a sentence, with measured numbers and ``file:line`` (relative to
    the project's root) where there is one; ``where`` is that place, ``details`` the traceback.
    """

    def __init__(
        self, name: str, message: str, where: Where | None = None, details: str = ""
    ) -> None:
        """Keep what is to be told."""
        super().__init__(name, message)
        self.name = name
        self.message = message
        self.where = where
        self.details = details

    def __str__(self) -> str:
        """The name and the message."""
        return f"model {self.name!r}: {self.message}"


def line_in(folder: Path, error: BaseException) -> Where | None:
    """The innermost line of ``folder`` that an exception, or what caused it, passed through."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        path = Path(error.filename)
        return (path, error.lineno) if path.is_relative_to(folder) else None
    for link in chain(error):
        lines = [
            (Path(frame.f_code.co_filename), line)
            for frame, line in walk_tb(link.__traceback__)
            if Path(frame.f_code.co_filename).is_relative_to(folder)
        ]
        if lines:
            return lines[-1]
    # torch.export reports the author's line in the text of its errors only
    for link in chain(error):
        for path, line in reversed(re.findall(r'File "([^"]+)", line (\d+)', str(link))):
            if Path(path).is_relative_to(folder):
                return Path(path), int(line)
    return None


def line_of(path: Path, *names: str) -> Where:
    """Where ``path`` first says the last of ``names`` (as a string) that it says; else build()."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for wanted in (
        *(rf"""["']{re.escape(name)}["']""" for name in reversed(names)),
        r"\bdef build\b",
    ):
        for number, line in enumerate(lines, 1):
            if re.search(wanted, line):
                return path, number
    return path, 1


def relative(text: str, root: Path) -> str:
    """``text`` without the machine's path to the project."""
    return text.replace(f"{root}/", "").replace(f"{root}\\", "")


def chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, what caused it, what caused that."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
