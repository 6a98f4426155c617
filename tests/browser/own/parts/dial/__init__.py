"""A direction, in steps of 45 degrees."""

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

DIRECTIONS = {0: "N", 45: "NE", 90: "E", 135: "SE", 180: "S", 225: "SW", 270: "W", 315: "NW"}


@dataclass(frozen=True)
class Dial(Control):
    """A direction in degrees, clockwise from north."""

    def directions(self) -> dict[int, str]:
        """The buttons of the dial."""
        return DIRECTIONS

    def parse(self, raw: object) -> int:
        """Accept a direction, or a string that holds one."""
        wanted = {str(angle): angle for angle in DIRECTIONS}
        if str(raw) not in wanted:
            raise ControlError(f"must be one of {', '.join(wanted)}, not {raw!r}")
        return wanted[str(raw)]

    def states(self) -> Sequence[int]:
        """All directions."""
        return list(DIRECTIONS)
