"""The heads that are switched off."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from livedemo.controls import Control, ControlError

Head = tuple[int, int]  # layer and head, counted from 1

NAME = re.compile(r"([1-9])\.([1-9])")


def names(heads: Collection[Head]) -> str:
    """Heads as a link holds them, in order: ``3.1,5.4``."""
    return ",".join(f"{layer}.{head}" for layer, head in sorted(heads))


@dataclass(frozen=True)
class Off(Control):
    """Heads by layer and number, set by choosing them in the picture: ``3.1,5.4``, or none."""

    layers: int = 6
    heads: int = 6

    def parse(self, raw: object) -> str:
        """Accept names of heads with commas between them, once each; gives them in order."""
        found = set()
        given = raw if isinstance(raw, str) else "?"
        for name in given.split(",") if given else []:
            match = NAME.fullmatch(name.strip())
            head = (int(match[1]), int(match[2])) if match else (0, 0)
            if not (1 <= head[0] <= self.layers and 1 <= head[1] <= self.heads):
                raise ControlError(
                    f"must be heads such as 5.4 (layer 5, head 4) with commas between them, "
                    f"not {raw!r}"
                )
            found.add(head)
        return names(found)

    def ends(self) -> tuple[str, ...]:
        """The last head, and all of them."""
        rows, columns = range(1, self.layers + 1), range(1, self.heads + 1)
        return (
            f"{self.layers}.{self.heads}",
            names({(layer, head) for layer in rows for head in columns}),
        )
