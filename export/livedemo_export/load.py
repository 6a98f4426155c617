"""Loads a model folder's ``model.py`` by its path and calls its ``build()``.

The folder becomes a package of a made-up name, so that ``from .blocks import X`` works, folder
names may have hyphens, and two ``model.py`` never meet.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from types import ModuleType

from livedemo_export.errors import ExportError, line_in, line_of
from livedemo_export.faults import explained
from livedemo_export.spec import Model, SpecError


def load(folder: Path) -> Model:
    """The `Model` that ``folder/model.py`` builds; `ExportError` with the author's line if not."""
    path = folder / "model.py"
    try:
        module = _module(folder)
    except (Exception, SystemExit) as error:
        raise _explained(folder, error) from error
    build = getattr(module, "build", None)
    if not callable(build):
        raise ExportError("model.py has no build(): define `def build() -> Model`", (path, 1))
    if "torch" in sys.modules:  # a build without a seed of its own is the same each time, too
        sys.modules["torch"].manual_seed(0)
    try:
        model = build()
    except (Exception, SystemExit) as error:
        raise _explained(folder, error) from error
    if not isinstance(model, Model):
        raise ExportError(
            f"build() returned {type(model).__name__}, not a livedemo_export.Model",
            line_of(path, "build"),
        )
    return model


def _module(folder: Path) -> ModuleType:
    package = "livedemo_model_" + re.sub(r"\W", "_", folder.name)
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]  # a-b and a_b share a name, and a long-lived process reloads
    parent = ModuleType(package)
    parent.__path__ = [str(folder)]
    sys.modules[package] = parent
    importlib.invalidate_caches()
    return importlib.import_module(f"{package}.model")


def _explained(folder: Path, error: BaseException) -> ExportError:
    where = line_in(folder, error)
    if found := explained(folder, error):
        return ExportError(found[0], found[1] or where)
    match error:
        case SpecError():
            return ExportError(str(error), where)
        case FileNotFoundError(filename=str(missing)):
            name = Path(missing).name
        case FileNotFoundError():  # safetensors gives the text only
            name = str(error).rpartition(":")[2].strip() or str(error)
            name = Path(name).name
        case ModuleNotFoundError(name=str(module)):
            return ExportError(_missing_module(folder, module), where)
        case _:
            return ExportError(f"{type(error).__name__}: {_first_lines(str(error))}", where)
    return ExportError(f"{name} is missing: commit it, or make it (train.py)", where)


def _missing_module(folder: Path, module: str) -> str:
    if (folder / f"{module}.py").is_file() or (folder / module).is_dir():
        return f"no module {module!r}: import a neighbour as `from .{module} import …`"
    if module.partition(".")[0] in {"torch", "transformers", "safetensors", "onnx", "onnxscript"}:
        return f"{module} isn't installed: pip install 'livedemo[export]'"
    return f"no module {module!r}: install it, or import a neighbour with a leading dot"


def _first_lines(text: str, most: int = 3) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return " ".join(lines[:most])
