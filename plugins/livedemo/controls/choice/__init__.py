"""One of a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from livedemo.controls import Control, ControlError, texts


@dataclass(frozen=True)
class Choice(Control):
    """One of a few: ``Choice({"map": "Map"})``, value to label, or ``Choice(["a", "b"])``."""

    options: Mapping[str, str] | Sequence[str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise `ControlError` where the options are no texts."""
        if not texts("Choice", "options", self.options):
            raise ControlError("Choice has no options: write Choice(['a', 'b'])")

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
