"""What a reader can turn: the controls a demo names in its parameters' ``Annotated``.

A control turns what arrives, a string from Markdown or a JSON value from a form, into the value
the demo gets, or says in one sentence what it takes. The default is the parameter's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


class ControlError(ValueError):
    """A value that a control refuses; the message says what it takes."""


@dataclass(frozen=True, kw_only=True)
class Control:
    """What all controls share.

    Attributes:
        label: the words beside the control; the parameter's name where left empty.
        help: one short sentence under it.
    """

    kind: ClassVar[str] = "control"
    label: str = ""
    help: str = ""

    def parse(self, raw: object) -> Any:
        """Turn ``raw`` into the demo's value, or raise `ControlError`."""
        raise NotImplementedError

    def states(self) -> Sequence[Any]:
        """The values that the build may show ahead of the reader; none where they are many."""
        return ()


FEW = 24  # values of a slider that are still few


@dataclass(frozen=True)
class Text(Control):
    """A text of the reader's own.

    Attributes:
        max_tokens: how many tokens the demo looks at; the demo cuts, and says so.
        max_characters: longer texts are refused.
        rows: height of the box, in lines; 1 gives a single-line box.
        presets: texts to try, as ``{label: text}`` or a sequence of texts.
    """

    kind: ClassVar[str] = "text"
    max_tokens: int | None = None
    max_characters: int = 4000
    rows: int = 2
    presets: Mapping[str, str] | Sequence[str] = ()

    def parse(self, raw: object) -> str:
        """Accept any string up to ``max_characters``."""
        if not isinstance(raw, str):
            raise ControlError(f"must be a text, not {raw!r}")
        if len(raw) > self.max_characters:
            raise ControlError(
                f"takes {self.max_characters:,} characters at most, not {len(raw):,}"
            )
        return raw

    def choices(self) -> dict[str, str]:
        """The presets as ``{label: text}``."""
        if isinstance(self.presets, Mapping):
            return dict(self.presets)
        return {text: text for text in self.presets}

    def states(self) -> Sequence[str]:
        """The presets."""
        return list(self.choices().values())


def _number(raw: object, whole: bool) -> float | int:
    """Read a number from a string or a JSON value; booleans are not numbers."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError
    value = float(raw)
    if whole:
        if value != int(value):
            raise ValueError
        return int(value)
    return value


@dataclass(frozen=True)
class Slider(Control):
    """A number from ``low`` to ``high``, both included, in steps of ``step``.

    Whole numbers where ``low``, ``high`` and ``step`` are whole. ``unit`` stands behind it.
    ``less`` and ``more`` are the labels of two buttons that move it by a step, and on and on while
    they are held; "" for none.
    """

    kind: ClassVar[str] = "slider"
    low: float
    high: float
    step: float = 1
    unit: str = ""
    less: str = ""
    more: str = ""

    @property
    def whole(self) -> bool:
        """Whether the demo gets an ``int``."""
        return all(isinstance(n, int) for n in (self.low, self.high, self.step))

    def parse(self, raw: object) -> float | int:
        """Accept a number within the bounds, or a string that holds one."""
        wanted = f"{'a whole number' if self.whole else 'a number'} from {self.low} to {self.high}"
        try:
            value = _number(raw, self.whole)
        except (ValueError, OverflowError):
            raise ControlError(f"must be {wanted}, not {raw!r}") from None
        if not self.low <= value <= self.high:
            raise ControlError(f"must be {wanted}, not {value}")
        return value

    def states(self) -> Sequence[float | int]:
        """All its values, where they are few."""
        steps = int((self.high - self.low) / self.step + 1e-9)
        if steps >= FEW:
            return ()
        values = [round(self.low + i * self.step, 9) for i in range(steps + 1)]
        return [int(value) for value in values] if self.whole else values


@dataclass(frozen=True)
class Choice(Control):
    """One of a few: ``Choice({"map": "Map"})``, value to label, or ``Choice(["a", "b"])``."""

    kind: ClassVar[str] = "choice"
    options: Mapping[str, str] | Sequence[str] = field(default_factory=dict)

    def choices(self) -> dict[str, str]:
        """The options as ``{value: label}``."""
        if isinstance(self.options, Mapping):
            return dict(self.options)
        return {value: value for value in self.options}

    def parse(self, raw: object) -> str:
        """Accept one of the values, as it is written."""
        if not isinstance(raw, str) or raw not in self.choices():
            raise ControlError(f"must be one of {', '.join(self.choices())}, not {raw!r}")
        return raw

    def states(self) -> Sequence[str]:
        """All options."""
        return list(self.choices())


_YES = {"yes", "true", "on", "1"}
_NO = {"no", "false", "off", "0"}


@dataclass(frozen=True)
class Toggle(Control):
    """A switch."""

    kind: ClassVar[str] = "toggle"

    def parse(self, raw: object) -> bool:
        """Accept a boolean, or ``yes``/``no``, ``on``/``off``, ``true``/``false`` in any case."""
        if isinstance(raw, bool):
            return raw
        word = raw.strip().lower() if isinstance(raw, str) else ""
        if word in _YES | _NO:
            return word in _YES
        raise ControlError(f"must be yes or no, not {raw!r}")

    def states(self) -> Sequence[bool]:
        """On and off."""
        return (False, True)


@dataclass(frozen=True)
class Button(Control):
    """A push button; the demo gets how often it was pressed, 0 at first.

    Attributes:
        stop: the label while the demo streams, when a second press stops it; "" for none.
    """

    kind: ClassVar[str] = "button"
    stop: str = ""

    def parse(self, raw: object) -> int:
        """Accept a count of presses."""
        try:
            value = int(_number(raw, whole=True))
        except (ValueError, OverflowError):
            value = -1
        if value < 0:
            raise ControlError(f"must be a count of presses, 0 or more, not {raw!r}")
        return value


@dataclass(frozen=True)
class Pick(Control):
    """A whole number set by choosing something in the picture (``data-set``), 0 for none."""

    kind: ClassVar[str] = "pick"

    def parse(self, raw: object) -> int:
        """Accept a whole number, 0 or more."""
        try:
            value = int(_number(raw, whole=True))
        except (ValueError, OverflowError):
            value = -1
        if value < 0:
            raise ControlError(f"must be a whole number, 0 or more, not {raw!r}")
        return value


@dataclass(frozen=True)
class Guess(Control):
    """A guess before the answer: a question with a few options; ``""`` until the reader answers.

    Answering sets the controls in ``sets`` first, so that the figure shows what was asked about.
    The demo answers with a `livedemo.Verdict`. Turning any other control takes the guess back.
    """

    kind: ClassVar[str] = "guess"
    question: str = ""
    options: Sequence[str] = ()
    sets: Mapping[str, object] = field(default_factory=dict)

    def choices(self) -> dict[str, str]:
        """The options as ``{value: label}``."""
        return {value: value for value in self.options}

    def parse(self, raw: object) -> str:
        """Accept one of the options, or ``""``."""
        if raw == "" or (isinstance(raw, str) and raw in self.options):
            return str(raw)
        raise ControlError(f"must be one of {', '.join(self.options)}, or empty, not {raw!r}")

    def states(self) -> Sequence[str]:
        """All options."""
        return list(self.options)
