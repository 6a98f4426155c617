"""What was vendored for the browser: Pyodide, onnxruntime-web, and a module for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from livedemo_site.weigh import travelling

FOLDER = Path(__file__).parent / "runtime"
_CODE = {"idiomorph.js"}  # modules that the page imports beside its own
_UNSENT = {"modules.json"}  # what only the build reads


class NoRuntime(Exception):
    """The runtime has not been made; the message says what makes it."""


@dataclass(frozen=True)
class Runtime:
    """The runtime's folder, which must hold a finished runtime."""

    folder: Path = FOLDER

    def __post_init__(self) -> None:
        """Raise `NoRuntime` in a fresh checkout."""
        if not (self.folder / "modules.json").is_file():
            raise NoRuntime(
                "the browser's runtime has not been made yet: run "
                "python -m livedemo_site.runtime_build (or make site, which does)"
            )

    @cached_property
    def _all(self) -> dict[str, Path]:
        return {
            path.relative_to(self.folder).as_posix(): path
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name not in _UNSENT and not path.name.startswith(".")
        }

    @property
    def code(self) -> Mapping[str, Path]:
        """Modules that go beside the page's own, by name."""
        return {Path(n).name: path for n, path in self._all.items() if Path(n).name in _CODE}

    @property
    def files(self) -> Mapping[str, Path]:
        """All other files, by path."""
        return {name: path for name, path in self._all.items() if Path(name).name not in _CODE}

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset(json.loads((self.folder / "modules.json").read_text(encoding="utf-8")))

    def holds(self, modules: Iterable[str]) -> bool:
        """Whether the cut standard library has these modules."""
        return all(module in self._modules for module in modules)

    def weight(self, *, inference: bool, full: bool) -> int:
        """Bytes that a first visit downloads, as they travel.

        Args:
            inference: with onnxruntime-web.
            full: with the whole standard library.
        """
        raise NotImplementedError
