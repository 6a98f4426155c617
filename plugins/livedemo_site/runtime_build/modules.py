"""Which modules the reader's Python has, and whether they are in the first download."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Modules:
    """Dotted names: in the archive of every boot, in the further one, inside Python itself."""

    cut: frozenset[str]
    rest: frozenset[str]
    builtin: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Modules:
        """Read `modules.json` of a runtime folder."""
        found = json.loads(path.read_text("utf-8"))
        return cls(*(frozenset(found[part]) for part in ("cut", "rest", "builtin")))

    def where(self, name: str) -> Literal["cut", "rest"] | None:
        """Where a module comes from; None when the reader's Python has no such module.

        A name that is no module may be something inside one (`from string import digits`): then
        its package decides.
        """
        if name in self.cut or name in self.builtin:
            return "cut"
        if name in self.rest:
            return "rest"
        package = name.rpartition(".")[0]
        return self.where(package) if package else None
