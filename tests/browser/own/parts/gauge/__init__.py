"""A needle."""

from dataclasses import dataclass

from livedemo import View


@dataclass(frozen=True)
class Gauge(View):
    """A needle that points in a direction, in degrees clockwise from north."""

    angle: int
