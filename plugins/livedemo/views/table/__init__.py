"""A plain table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.views import View


@dataclass(frozen=True)
class Table(View):
    """A plain table; ``folded`` hides it behind its caption until it is asked for.

    Columns in ``numbers`` (by position, from 0) are set right, in figures of equal width.
    A cell of one word may be a token or a letter, and is not translated with the page.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    numbers: Sequence[int] = ()
    folded: bool = True
