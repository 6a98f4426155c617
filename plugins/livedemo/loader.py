"""Loading ``demos/<name>/demo.py`` by path, the same in both interpreters.

Every demo lives in a synthetic package ``livedemo_demos.<name>``, so that ``from .words import x``
works inside a folder and two files called ``demo.py`` never collide. Folder names may hold
hyphens: they are never written in an import statement.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from livedemo.demo import PACKAGE, Demo, DemoError, contained


def load_demo(folder: str, name: str) -> Demo:
    """Load the demo ``name`` from ``folder``, which holds one folder for each demo.

    Code that demos share is imported from folders beside theirs: ``from ..shared import x``.

    Raises:
        DemoError: no ``@demo`` function in the file, or more than one.
        Exception: whatever the demo's own code raises while it is imported.
    """
    _package(folder)
    with contained():
        module = importlib.import_module(f"{PACKAGE}.{name}.demo")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, Demo) and value.function.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise DemoError(f"demo.py must hold one function under @demo; this one holds {len(found)}")
    return found[0]


def look_again() -> None:
    """Find files that have come since folders were last looked at.

    `importlib.invalidate_caches` imports ``importlib.metadata``, which the browser has not at once.
    """
    sys.path_importer_cache.clear()


def forget(*names: str) -> None:
    """Drop the modules of demos, so that the next `load_demo` reads their files again.

    A name is a demo's, or that of a folder, or file, beside it that demos share.
    """
    for name in names:
        prefix = f"{PACKAGE}.{name.removesuffix('.py')}"
        for module in [m for m in sys.modules if m == prefix or m.startswith(prefix + ".")]:
            del sys.modules[module]
    look_again()


def _package(folder: str) -> None:
    package = sys.modules.get(PACKAGE)
    if package is None:
        package = ModuleType(PACKAGE)
        package.__path__ = [folder]
        sys.modules[PACKAGE] = package
    elif list(package.__path__) != [folder]:
        package.__path__ = [folder]
        for module in [m for m in sys.modules if m.startswith(PACKAGE + ".")]:
            del sys.modules[module]
