"""A way to another figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from livedemo.views import View


@dataclass(frozen=True)
class See(View):
    """A link to the figure that explains this: of this page if it is there, else on its own page.

    Args:
        words: of the link.
        demo: the name of the other figure's demo; the build fails where there is none.
        sets: texts and numbers for its controls; the others stay as they are.
    """

    words: str
    demo: str
    sets: Mapping[str, object] = field(default_factory=dict)
