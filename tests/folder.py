"""The modules of a model's folder, for tests that look into them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any


@contextmanager
def modules(folder: Path, *names: str) -> Iterator[dict[str, Any]]:
    """These modules by name; nothing of the folder stays behind, since all have a ``model``."""
    sys.path.insert(0, str(folder))
    try:
        loaded = {name: import_module(name) for name in names}
    finally:
        sys.path.remove(str(folder))
        for name, module in [*sys.modules.items()]:
            file = getattr(module, "__file__", None)
            if file and Path(file).parent == folder:
                del sys.modules[name]
    yield loaded
