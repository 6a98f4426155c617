"""What a demo shows. Each view is a dataclass with one Jinja2 template beside it.

The same templates render at build time and in the browser, every value escaped. They use classes
and SVG presentation attributes only: a strict content security policy forbids ``style="…"``.
Each view has a table or a text that says the same in words.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from jinja2 import Environment, FunctionLoader, StrictUndefined

from livedemo.pieces import Piece
from livedemo.tensor import Tensor
from livedemo.text import visible


class View:
    """Base of all views.

    ``template`` names a file in ``templates/``, without its ending; a view that a demo brings along
    holds its template in ``source`` instead. The template sees the view as ``view``.
    """

    template: ClassVar[str] = ""
    source: ClassVar[str] = ""

    def html(self) -> str:
        """Render the view."""
        environment = _environment()
        if self.source:
            return environment.from_string(self.source).render(view=self)
        return environment.get_template(f"{self.template}.html").render(view=self)


Views: TypeAlias = View | Sequence[View | None]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # `dumps` makes one each time


def render(views: Views) -> str:
    """Render one view or several, in order; what is None has nothing to show."""
    several: Iterable[View | None] = [views] if isinstance(views, View) else views
    return "\n".join(view.html().strip() for view in several if view is not None)


_ENVIRONMENT: Environment | None = None


def _environment() -> Environment:
    global _ENVIRONMENT
    if _ENVIRONMENT is None:
        _ENVIRONMENT = Environment(
            loader=FunctionLoader(_source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        _ENVIRONMENT.filters.update(visible=visible, set=_data_set, percent=percent)
    return _ENVIRONMENT


def _source(name: str) -> str | None:
    data = pkgutil.get_data("livedemo", f"templates/{name}")
    return None if data is None else data.decode()


def _data_set(values: Mapping[str, object]) -> str:
    """The value of a ``data-set`` attribute: which controls choosing an element sets."""
    return _JSON.encode(values)


def percent(share: float) -> str:
    """A share as a percentage with as many digits as it means: ``41 %``, ``0.3 %``, ``< 0.1 %``."""
    hundred = 100 * share
    if hundred >= 9.95:
        return f"{hundred:.0f} %"
    return f"{hundred:.1f} %" if hundred >= 0.05 else "< 0.1 %"


@dataclass(frozen=True)
class Say(View):
    """One line of words that says what is seen. A screen reader hears it after each run."""

    template: ClassVar[str] = "say"
    text: str


@dataclass(frozen=True)
class Note(View):
    """A remark about the input: what was cut, what is missing. Nothing where it is empty."""

    template: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class Verdict(View):
    """The gap between a guess and the truth, and one sentence of why."""

    template: ClassVar[str] = "verdict"
    guess: str
    truth: str
    why: str = ""

    @property
    def right(self) -> bool:
        """Whether the guess was right."""
        return self.guess == self.truth


@dataclass(frozen=True)
class Table(View):
    """A plain table; ``folded`` hides it behind its caption until it is asked for.

    Columns in ``numbers`` (by position, from 0) are set right, in figures of equal width.
    """

    template: ClassVar[str] = "table"
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int] = ()
    folded: bool = True


@dataclass(frozen=True)
class Tokens(View):
    """Tokens in a row, each in its colour, with its id below; ``caption`` names the row."""

    template: ClassVar[str] = "tokens"
    pieces: Sequence[Piece]
    ids: bool = True
    caption: str = ""


@dataclass(frozen=True)
class Bar:
    """One row of `Bars`. Choosing it sets the controls in ``set``.

    Attributes:
        label: what the bar stands for; ``share`` of the whole, 0 to 1.
        rest: whether it stands for all that have no bar of their own.
        shown: the number beside the bar, where it is not the share in per cent.
    """

    label: str
    share: float
    set: Mapping[str, object] | None = None
    rest: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Bars(View):
    """Shares of a whole as horizontal bars: a table of labels, bars and percentages.

    The rest has a number and no bar: it would dwarf the others, or lie about its length. A share of
    ``full`` fills the width; where it is left out, the largest share does.
    """

    template: ClassVar[str] = "bars"
    caption: str
    bars: Sequence[Bar]
    full: float = 0.0

    @property
    def longest(self) -> float:
        """The share whose bar fills the width: the largest of a row that is not the rest."""
        largest = max((bar.share for bar in self.bars if not bar.rest), default=1.0)
        return self.full or largest or 1.0


@dataclass(frozen=True)
class Passage(View):
    """A text and what a model wrote on; where one new piece ends and the next begins is shown."""

    template: ClassVar[str] = "passage"
    text: str
    new: Sequence[str] = ()


@dataclass(frozen=True)
class Beside(View):
    """Views side by side where there is room, below each other where there is not."""

    views: Sequence[View]
    source: ClassVar[str] = """
<div class="ld-beside">
{% for part in view.parts %}<div>
{{ part | safe }}
</div>{% endfor %}
</div>"""

    @property
    def parts(self) -> list[str]:
        """The views, rendered and escaped by their own templates."""
        return [render(part) for part in self.views]


INK = 12  # levels of ink: one path each, however many cells a picture has


def _ink(weights: Tensor, cell: float = 1, gap: float = 0) -> list[tuple[float, str]]:
    """Draw a matrix of weights in [0, 1] as one SVG path for each level of ink.

    Returns (opacity, path data) from faint to full; cells that would not show are left out.
    """
    paths: dict[int, list[str]] = {}
    side = round(cell - gap, 2)
    for i, row in enumerate(weights):
        for j, weight in enumerate(row.tolist()):
            # The square root keeps a tenth visible beside a half; the table has the numbers.
            level = round(INK * max(0.0, weight) ** 0.5)
            if level:
                at = f"M{round(j * cell, 2):g} {round(i * cell, 2):g}h{side:g}v{side:g}h-{side:g}z"
                paths.setdefault(min(level, INK), []).append(at)
    return [(round(level / INK, 2), "".join(paths[level])) for level in sorted(paths)]


def _per_cent(weights: Tensor) -> str:
    return " ".join(f"{100 * value:.0f}" for value in weights.data)


@dataclass(frozen=True)
class Heads(View):
    """All heads of a model as small pictures, one picked.

    Args:
        attention: shape [layers, heads, T, T]; row = the token that looks.
        layer, head: the picked one, counted from 1; choosing another sets these two controls.
    """

    template: ClassVar[str] = "heads"
    attention: Tensor
    layer: int
    head: int

    @property
    def size(self) -> int:
        """T, the side of each picture."""
        return self.attention.shape[2]

    @property
    def cells(self) -> list[list[list[tuple[float, str]]]]:
        """The pictures by layer and head."""
        return [[_ink(head) for head in layer] for layer in self.attention]


@dataclass(frozen=True)
class Heatmap(View):
    """A matrix of weights with its tokens: rows look, columns are looked at.

    One tab stop; arrow keys read a cell out; choosing a row sets ``control`` to it (from 1).

    Args:
        weights: shape [T, T], values in [0, 1].
        rows, columns: the tokens.
        picked: a row to mark, from 1; 0 for none.
    """

    template: ClassVar[str] = "heatmap"
    weights: Tensor
    rows: Sequence[Piece]
    columns: Sequence[Piece]
    picked: int = 0
    control: str = ""
    caption: str = ""

    @property
    def cell(self) -> float:
        """Side of a cell, in CSS pixels: short texts fit a phone, none is too small to hit."""
        room = (300 if len(self.columns) <= 14 else 620) - self.left
        return max(14, min(30, room // max(1, len(self.columns))))

    @property
    def left(self) -> int:
        """Width of the row labels."""
        return 12 + 8 * min(12, max((len(piece.label) for piece in self.rows), default=1))

    @property
    def top(self) -> int:
        """Height of the column labels, which stand on end."""
        return 12 + 8 * min(12, max((len(piece.label) for piece in self.columns), default=1))

    @property
    def paths(self) -> list[tuple[float, str]]:
        """Ink by level."""
        return _ink(self.weights, self.cell, gap=1)

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the readout."""
        return _per_cent(self.weights)


@dataclass(frozen=True)
class Arcs(View):
    """Lines from each token to the tokens it looks at: left looks, right is looked at.

    Args:
        weights: shape [T, T], values in [0, 1].
        pieces: the tokens.
        picked: only this token's lines are drawn in full, from 1; 0 for all.
        control: the control that choosing a token sets.
    """

    template: ClassVar[str] = "arcs"
    weights: Tensor
    pieces: Sequence[Piece]
    picked: int = 0
    control: str = ""

    LINE: ClassVar[int] = 26  # height of a line, in CSS pixels: a target of 24 and a gap
    FAINT: ClassVar[float] = 0.04  # weights below are not drawn

    @property
    def values(self) -> str:
        """All weights in per cent, row by row, for the reader's CSV."""
        return _per_cent(self.weights)

    @property
    def lines(self) -> list[tuple[int, int, float]]:
        """(from, to, weight) of what is drawn, faint lines first."""
        found = [
            (i, j, weight)
            for i, row in enumerate(self.weights)
            if not self.picked or i == self.picked - 1
            for j, weight in enumerate(row.tolist())
            if weight >= self.FAINT
        ]
        return sorted(found, key=lambda line: line[2])
