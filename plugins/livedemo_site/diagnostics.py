"""What an author got wrong: where, why, and what would be right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

log = logging.getLogger("livedemo")


@dataclass(frozen=True)
class Diagnostic:
    """One mistake.

    Attributes:
        path: the author's file, relative to the project's root.
        line: its line, from 1; 0 for a file or folder as a whole.
        cause: what is wrong: a sentence, without its full stop where ``choices`` is empty.
        choices: what would be right: whole sentences, "" where there is nothing to choose.
        origin: the mistake that this one follows from: what is to be mended, and told once.
    """

    path: str
    line: int
    cause: str
    choices: str = ""
    origin: Diagnostic | None = None

    @property
    def place(self) -> str:
        """``docs/attention.md:41``."""
        return f"{self.path}:{self.line}" if self.line else self.path

    def __str__(self) -> str:
        """``docs/attention.md:41: no demo "atention". Did you mean "attention"? …``."""
        return f"{self.place}: {self.cause}{'. ' + self.choices if self.choices else ''}"


class Mistake(Exception):
    """Raised inside the site's code to give up one figure; holds what to tell the author."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(*map(str, diagnostics))
        self.diagnostics = diagnostics


class Diagnostics:
    """All mistakes of one build, each once, in the order they were found.

    Args:
        report: called with each new one; a warning in the log of this package where left out.
    """

    def __init__(self, report: Callable[[Diagnostic], None] | None = None) -> None:
        self.report = report or (lambda diagnostic: log.warning("%s", diagnostic))
        self._found: dict[Diagnostic, None] = {}
        self.note: Callable[[Diagnostic], None] = lambda hint: log.info("%s", hint)
        self._hints: set[Diagnostic] = set()

    def add(self, *diagnostics: Diagnostic) -> None:
        """Record and report those that are new; of one that follows from another, that other."""
        for each in diagnostics:
            diagnostic = each.origin or each
            if diagnostic not in self._found:
                self._found[diagnostic] = None
                self.report(diagnostic)

    def hint(self, diagnostic: Diagnostic) -> None:
        """Say once what is no mistake, and may not be what is meant."""
        if diagnostic not in self._hints:
            self._hints.add(diagnostic)
            self.note(diagnostic)

    def clear(self) -> None:
        """Forget all of them: a new build begins."""
        self._found.clear()

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def box(diagnostics: tuple[Diagnostic, ...]) -> str:
    """The visible box that stands where the figure would."""
    items = "\n".join(
        f"<p><code>{escape(d.place)}</code> {escape(d.cause)}.</p>{_choices(d.choices)}"
        for d in diagnostics
    )
    what = "a mistake" if len(diagnostics) == 1 else f"{len(diagnostics)} mistakes"
    return (
        f'<div class="ld-mistake" data-search-exclude>\n'
        f"<p><strong>This figure has {what}.</strong></p>\n{items}\n</div>"
    )


def _choices(choices: str) -> str:
    """What would be right; lines below the first are to be copied as they are."""
    first, _, lines = choices.partition("\n")
    said = f"\n<p>{escape(first)}</p>" if first else ""
    return said + (f"\n<pre>{escape(lines)}</pre>" if lines else "")
