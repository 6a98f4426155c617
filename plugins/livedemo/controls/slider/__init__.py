"""A number between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError, number

FEW = 24  # values that are still few
NEAR = 1e-6  # of a step, that a float may be off


@dataclass(frozen=True)
class Slider(Control):
    """A number from ``low`` to ``high``, in steps of ``step`` from ``low`` on.

    A number between two steps is refused, wherever it comes from: no page can show it. Whole
    numbers where ``low``, ``high`` and ``step`` are whole. ``unit`` stands behind it. ``less`` and
    ``more`` are the labels of two buttons that move it by a step, and on and on while they are
    held; "" for none.
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
        if not (self.low <= self.high and self.step > 0):
            raise ControlError(
                f"Slider({self.low}, {self.high}, step={self.step}): low must not be more than "
                "high, and step more than 0"
            )

    @property
    def whole(self) -> bool:
        """Whether the demo gets an ``int``."""
        return all(isinstance(n, int) for n in (self.low, self.high, self.step))

    def parse(self, raw: object) -> float | int:
        """Accept one of the slider's numbers, or a string that holds one."""
        wanted = f"{'a whole number' if self.whole else 'a number'} from {self.low} to {self.high}"
        if self.step != 1 or not self.whole:
            wanted += f" in steps of {self.step}"
        try:
            value = number(raw, self.whole)
        except (ValueError, OverflowError):
            raise ControlError(f"must be {wanted}, not {raw!r}") from None
        if not self.low <= value <= self.high:
            raise ControlError(f"must be {wanted}, not {value}")
        steps = (value - self.low) / self.step
        if abs(steps - round(steps)) > NEAR:
            raise ControlError(f"must be {wanted}, not {value}")
        return self._at(round(steps))

    def ends(self) -> Sequence[float | int]:
        """Both bounds."""
        return (self.low, self.high)

    def states(self) -> Sequence[float | int]:
        """All its values, where they are few."""
        steps = int((self.high - self.low) / self.step + NEAR)
        return [] if steps >= FEW else [self._at(i) for i in range(steps + 1)]

    def _at(self, steps: int) -> float | int:
        """The number after so many steps, to the decimal, as a browser counts them."""
        value = self.low + steps * self.step
        return int(value) if self.whole else round(value, max(map(_places, (self.low, self.step))))


def _places(number: float) -> int:
    """How many digits stand behind the point."""
    digits, _, exponent = str(number).partition("e")
    return max(0, len(digits.partition(".")[2]) - int(exponent or 0))
