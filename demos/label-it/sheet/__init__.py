"""Sentences to be labelled, and what raters thought of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from livedemo.views import Picture, Quantity


@dataclass(frozen=True)
class Sentence:
    """A sentence with its ratings, whole numbers from -4 to 4, at least one of them not 0."""

    text: str
    ratings: Sequence[int]

    @property
    def positive(self) -> int:
        """How many raters found it positive."""
        return sum(rating > 0 for rating in self.ratings)

    @property
    def negative(self) -> int:
        """How many found it negative."""
        return sum(rating < 0 for rating in self.ratings)

    @property
    def majority(self) -> str:
        """The label that more raters gave: ``p`` or ``n``."""
        return "p" if self.positive > self.negative else "n"

    @property
    def columns(self) -> list[int]:
        """How many gave -4, -3, … 4."""
        return [list(self.ratings).count(rating) for rating in range(-4, 5)]


@dataclass(frozen=True)
class Sheet(Picture):
    """Sentences with two buttons each; the ratings of one are shown once it has a label.

    Args:
        sentences: those to be labelled.
        labels: ``p``, ``n`` or ``.`` for each.
        flipped: places of those whose label is turned round for training.
        control: the name of the control that holds the labels.
    """

    NAMES: ClassVar[dict[str, str]] = {"p": "positive", "n": "negative"}

    sentences: Sequence[Sentence]
    labels: str
    flipped: Collection[int]
    control: str
    of: Quantity = "measure"
