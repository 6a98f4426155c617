"""Beam search as a tree: which paths went on at each step, and which were pruned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Twig:
    """A token that a path may go on with.

    Attributes:
        label: the token; ``score`` the log-probability of the path that ends with it.
        parent: which of the step before it comes from, from 0.
        kept: whether it was among the best of its step.
        number: what choosing it sets the control to.
        ends: whether the text ends with it.
    """

    label: str
    score: float
    parent: int
    kept: bool
    number: int
    ends: bool = False


@dataclass(frozen=True)
class Tree(Picture):
    """Steps from left to right, in each the best paths from above; one path is picked.

    Args:
        steps: all of one length.
        path: for each of the first steps which of its twigs is on the picked path.
        control: what choosing a twig sets.
        caption: what the picture shows.
    """

    STEPS: ClassVar[int] = 8  # columns; those without a step yet stay empty
    GAP: ClassVar[float] = 0.16  # of a column, between two

    steps: Sequence[Sequence[Twig]]
    path: Sequence[int]
    control: str
    caption: str
    of: Quantity = "probability"

    @property
    def rows(self) -> list[list[Twig]]:
        """The twigs, line by line."""
        return [list(row) for row in zip(*self.steps, strict=True)]

    def picked(self, step: int, row: int) -> bool:
        """Whether a twig is on the path."""
        return step < len(self.path) and self.path[step] == row

    @property
    def stop(self) -> tuple[int, int]:
        """The step and row that the tab key leads to: the end of the path."""
        return len(self.path) - 1, self.path[-1]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(kind, path data) of the lines, on columns and rows of length 1, the picked ones last."""
        drawn: dict[str, list[str]] = {"pruned": [], "kept": [], "picked": []}
        for step, twigs in enumerate(self.steps[1:], 1):
            for row, twig in enumerate(twigs):
                on = self.picked(step, row) and self.picked(step - 1, twig.parent)
                kind = "picked" if on else "kept" if twig.kept else "pruned"
                begin, half = step - self.GAP, step - self.GAP / 2
                drawn[kind].append(
                    f"M{begin:g} {twig.parent + 0.5}C{half:g} {twig.parent + 0.5} "
                    f"{half:g} {row + 0.5} {step} {row + 0.5}"
                )
        return [(kind, "".join(each)) for kind, each in drawn.items() if each]
