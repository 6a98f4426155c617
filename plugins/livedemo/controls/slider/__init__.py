"""A number between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError, number

FEW = 24  # values that are still few


@dataclass(frozen=True)
class Slider(Control):
    """A number from ``low`` to ``high``, both included, in steps of ``step``.

    Whole numbers where ``low``, ``high`` and ``step`` are whole. ``unit`` stands behind it.
    ``less`` and ``more`` are the labels of two buttons that move it by a step, and on and on while
    they are held; "" for none.
    """

    low: float
    high: float
    step: float = 1
    unit: str = ""
    less: str = ""
    more: str = ""

    def __post_init__(self) -> None:
        """Raise `ControlError` for bounds that can't be."""
        for name, value in (("low", self.low), ("high", self.high), ("step", self.step)):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ControlError(f"Slider: {name} must be a number, not {value!r}")
        if not (self.low < self.high and self.step > 0):
            raise ControlError(
                f"Slider({self.low}, {self.high}, step={self.step}): low must be less than high, "
                "and step more than 0"
            )

    @property
    def whole(self) -> bool:
        """Whether the demo gets an ``int``."""
        return all(isinstance(n, int) for n in (self.low, self.high, self.step))

    def parse(self, raw: object) -> float | int:
        """Accept a number within the bounds, or a string that holds one."""
        wanted = f"{'a whole number' if self.whole else 'a number'} from {self.low} to {self.high}"
        try:
            value = number(raw, self.whole)
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
