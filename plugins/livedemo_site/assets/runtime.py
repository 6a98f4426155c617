"""What was vendored for the browser: Pyodide, onnxruntime-web, and a module for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from livedemo_site.assets.transfer_size import travelling
from livedemo_site.runtime_build.modules import Modules

FOLDER = Path(__file__).parents[1] / "runtime"
_CODE = {"run/idiomorph.js"}  # modules that the page imports beside its own
_UNSENT = ("livedemo.", "modules.json", "runtime.json")
_DESCRIPTION = "runtime.json"
_REST = "python/rest.zip.gz"  # the part of the standard library that few demos need
_ORT = ("ort/", "licences/onnxruntime")
_INFERENCE = ("ort/wasm.js", "ort/wasm.wasm")  # the build for a GPU, 0.5 MB more, comes only there


class NoRuntime(Exception):
    """The runtime has not been made; the message says what makes it."""


@dataclass(frozen=True)
class Runtime:
    """A folder that must hold a finished runtime."""

    folder: Path = FOLDER

    def __post_init__(self) -> None:
        """Raise `NoRuntime` in a fresh checkout."""
        if not (self.folder / _DESCRIPTION).is_file():
            raise NoRuntime(
                "the browser's runtime has not been made yet: run "
                "`python -m livedemo_site.runtime_build`, as `make site` does"
            )

    @cached_property
    def _all(self) -> dict[str, Path]:
        paths = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        named = {path.relative_to(self.folder).as_posix(): path for path in paths}
        return {name: path for name, path in named.items() if not name.startswith(_UNSENT)}

    @property
    def code(self) -> Mapping[str, Path]:
        """Modules that go beside the page's own, by name."""
        return {name: path for name, path in self._all.items() if name in _CODE}

    @property
    def files(self) -> Mapping[str, Path]:
        """All other files, by path."""
        return {name: path for name, path in self._all.items() if name not in _CODE}

    @property
    def without_inference(self) -> Mapping[str, Path]:
        """The same without onnxruntime-web."""
        return {name: path for name, path in self.files.items() if not name.startswith(_ORT)}

    @cached_property
    def _modules(self) -> Modules:
        return Modules.read(self.folder / "modules.json")

    def holds(self, modules: Iterable[str]) -> bool:
        """Whether the part of the standard library that is always loaded has these modules."""
        return all(self._modules.where(module) == "cut" for module in modules)

    def weight(self, *, inference: bool, full: bool) -> int:
        """Bytes that a first visit downloads, as they travel.

        Args:
            inference: with onnxruntime-web.
            full: with the rest of the standard library.
        """
        wanted = [name for name in self.files if name.startswith(("pyodide/", "python/"))]
        if not full:
            wanted.remove(_REST)
        if inference:
            wanted += _INFERENCE
        return sum(self._travelling(name) for name in wanted)

    @cached_property
    def _described(self) -> Mapping[str, Any]:
        described: dict[str, Any] = json.loads((self.folder / _DESCRIPTION).read_text("utf-8"))
        return described

    def _travelling(self, name: str) -> int:
        """As `travelling`, but without compressing what was weighed when the runtime was made."""
        path = self.files[name]
        sizes = self._described["files"]
        if name in sizes and path.suffix != ".zip":
            return int(sizes[name]["gzip"])
        return travelling(path)
