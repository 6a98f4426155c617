"""Several views in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo.views import View, render


@dataclass(frozen=True)
class Beside(View):
    """Views side by side where there is room, below each other where there is not."""

    views: Sequence[View]

    @property
    def parts(self) -> list[str]:
        """The views, rendered and escaped by their own templates."""
        return [render(part) for part in self.views]
