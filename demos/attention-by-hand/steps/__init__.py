"""Steps of a calculation, each with one line for every token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Strip, View
from livedemo.views import Quantity

Word = tuple[str, str]  # what stands there, and of which quantity it is, "" for none


@dataclass(frozen=True)
class Cell:
    """What a step gives for one token.

    Attributes:
        words: what is written, in order.
        bar: a share that is drawn before the words; None for no bar.
        strip: the numbers of a vector that are drawn before the words.
        of: which quantity the bar or the strip is of.
        covered: whether the mask hides the token from here on.
    """

    words: Sequence[Word] = ()
    bar: float | None = None
    strip: Sequence[float] = ()
    of: Quantity = "measure"
    covered: bool = False

    @property
    def cells(self) -> list[tuple[str, float, str]]:
        """The strip's ink, as `Strip` has it."""
        return Strip(self.strip, "", columns=len(self.strip), of=self.of).paths


@dataclass(frozen=True)
class Step:
    """One step: what is done, how, what comes of it for each token, and for all of them."""

    name: str
    how: str
    cells: Sequence[Cell]
    total: Cell | None = None


@dataclass(frozen=True)
class Label:
    """A token's name; choosing it sets a control."""

    text: str
    colour: int | None = None
    set: dict[str, object] | None = None
    picked: bool = False


@dataclass(frozen=True)
class Steps(View):
    """The steps side by side, or one below the other where there is too little room."""

    labels: Sequence[Label]
    steps: Sequence[Step]
    rest: str = ""  # what the lines leave out
