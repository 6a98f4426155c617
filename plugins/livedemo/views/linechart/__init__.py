"""A line that falls or rises from step to step, with levels to compare it with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor
from typing import ClassVar

from livedemo.views import Picture, Quantity, ViewError

KINDS = ("round", "square", "open")


@dataclass(frozen=True)
class Series:
    """Another line: its name, the kind of its marks, a path, and its points in per cent."""

    name: str
    kind: str
    path: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class LineChart(Picture):
    """Values at steps 1, 2, … as a line; drawn in as many pieces as a screen can show.

    Args:
        values: one number for each step; neighbours are averaged where there are many.
        length: steps on the horizontal axis, whether they have values yet or not.
        top: the upper end of the vertical axis, which begins at 0.
        rules: levels to compare with, by their labels.
        line: what the line is called, where there are others.
        others: what is measured now and then, by its label: (step, value) in order, from step 0.
            At most three, each with a dash and a mark of its own.
        x, y: what the axes count, with units.
        of: what the values are.
    """

    POINTS: ClassVar[int] = 100  # of the line
    ROWS: ClassVar[int] = 10  # of the table

    values: Sequence[float]
    length: int
    top: float
    x: str
    y: str
    rules: Mapping[str, float] = field(default_factory=dict)
    of: Quantity = "loss"
    line: str = ""
    others: Mapping[str, Sequence[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises `ViewError` for more lines than can be told apart."""
        super().__post_init__()
        if len(self.others) > len(KINDS):
            raise ViewError(f"others= has {len(self.others)} lines: {len(KINDS)} can be told apart")

    def level(self, value: float) -> float:
        """How far down a value is drawn, in per cent of the field."""
        return round(100 * (1 - min(max(value / self.top, 0.0), 1.0)), 1)

    @property
    def path(self) -> str:
        """The line, on a field as wide as ``length`` and 100 high."""
        return self._through(self._means(self.POINTS))

    def _through(self, points: Sequence[tuple[float, float]]) -> str:
        """A path through (step, value)."""
        return "M" + "L".join(f"{at} {self.level(v):g}" for at, v in points) if points else ""

    @property
    def series(self) -> list[Series]:
        """The others."""
        return [
            Series(
                name,
                kind,
                self._through(points),
                [(round(100 * s / self.length, 1), self.level(value)) for s, value in points],
            )
            for (name, points), kind in zip(self.others.items(), KINDS, strict=False)
        ]

    @property
    def measured(self) -> list[tuple[int, list[float | None]]]:
        """What the table lists of the others: steps, and what each was then."""
        found = [dict(points) for points in self.others.values()]
        steps = sorted({step for points in found for step in points})
        return [(step, [points.get(step) for points in found]) for step in steps]

    @property
    def marks(self) -> list[tuple[int, float]]:
        """Values on the vertical axis, with how far down each is."""
        every = ceil(self.top / 6)
        return [(value, self.level(value)) for value in range(0, floor(self.top) + 1, every)]

    @property
    def quarters(self) -> list[tuple[int, int]]:
        """Steps on the horizontal axis, with their places in per cent."""
        return [(share, round(self.length * share / 100)) for share in (0, 25, 50, 75, 100)]

    @property
    def rows(self) -> list[tuple[int, float]]:
        """What the table lists: steps, and the mean of the values since the row before."""
        return self._means(self.ROWS)

    def _means(self, most: int) -> list[tuple[int, float]]:
        """Means over equal runs of steps, at most ``most`` over the whole axis; (last step, mean).

        Runs end at the same steps however far the line has come, so that what is drawn stays.
        """
        run = max(1, ceil(self.length / most))
        parts = [self.values[at : at + run] for at in range(0, len(self.values), run)]
        return [(at * run + len(p), sum(p) / len(p)) for at, p in enumerate(parts)]
