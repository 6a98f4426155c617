"""What a reader can turn: the controls a demo names in its parameters' ``Annotated``.

A control turns what arrives, a string from Markdown or a JSON value from a form, into the value
the demo gets, or says in one sentence what it takes. The default is the parameter's own.

One folder is one control: its class, and beside it the template that the build renders (``.html``),
how a page reads and shows its value (``.js``, see ``kind.d.ts``) and its style (``.css``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


class ControlError(ValueError):
    """A value that a control refuses; the message says what it takes."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What all controls share.

    The template sees ``control``, its ``name``, ``value`` and ``label``, and ``help`` as HTML.

    Attributes:
        label: the words beside the control; the parameter's name where left empty.
        help: one short sentence under it.
        above: whether it stands above the row of the others.
    """

    above: ClassVar[bool] = False
    label: str = ""
    help: str = ""

    def parse(self, raw: object) -> Any:
        """Turn ``raw`` into the demo's value, or raise `ControlError`."""
        raise NotImplementedError

    def states(self) -> Sequence[Any]:
        """The values that the build may show ahead of the reader; none where they are many."""
        return ()

    def ends(self) -> Sequence[Any]:
        """The values at its ends, all of which a demo must take: the build tries them."""
        return self.states()

    def back(self) -> Any:
        """The value that it falls back to when another is turned; None where it stays."""
        return None

    def brings(self) -> Mapping[str, object]:
        """The values that turning it gives to other controls."""
        return {}


def texts(control: str, argument: str, given: object) -> list[str]:
    """The values among ``{value: label}``, or ``{label: text}``, or in a sequence of texts.

    Raises `ControlError` where it is none of these.
    """
    wanted = f"{control}: {argument}= takes a list of texts, or a dict of them"
    if isinstance(given, str) or not isinstance(given, Mapping | Sequence):
        raise ControlError(f"{wanted}, not {given!r:.80}")
    pairs = [*given.items()] if isinstance(given, Mapping) else [(each, each) for each in given]
    if wrong := [each for pair in pairs for each in pair if not isinstance(each, str)]:
        raise ControlError(f"{wanted}, and {wrong[0]!r:.80} is no text: put it in quotes")
    values = [value for _, value in pairs] if argument == "presets" else [key for key, _ in pairs]
    if not isinstance(given, Mapping) and len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise ControlError(f"{control}: {argument}= has {twice!r:.80} twice")
    return values


def number(raw: object, whole: bool) -> float | int:
    """Read a number from a string or a JSON value; booleans are not numbers.

    A string holds what a page takes too: plain digits, with a point or without.

    Raises `ValueError` or `OverflowError`.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError
    if isinstance(raw, str) and not NUMBER.fullmatch(raw):
        raise ValueError
    value = float(raw)
    if whole:
        if value != int(value):
            raise ValueError
        return int(value)
    return value


def count(raw: object, wanted: str) -> int:
    """Read a whole number, 0 or more, or raise `ControlError` with what is ``wanted``."""
    try:
        value = int(number(raw, whole=True))
    except (ValueError, OverflowError):
        value = -1
    if value < 0:
        raise ControlError(f"must be {wanted}, 0 or more, not {raw!r}")
    return value
