"""Runs inside Pyodide, for the build: which modules an import pulls in, and source to bytecode.

It imports as little as it can, for what it imports would count as imported by others.
"""

import marshal
import os
import sys
from importlib.machinery import BuiltinImporter, FrozenImporter
from importlib.util import MAGIC_NUMBER

HEADER = MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)  # hash-based, never checked: PEP 552


def imported(folders: list[str], names: list[str]) -> list[tuple[str, str]]:
    """Import `names`; give (name, file) of all modules that are loaded then.

    The file is "" for those inside Python itself, which are all given.
    """
    inside = (BuiltinImporter, FrozenImporter)
    sys.path.extend(folders)
    for name in names:
        __import__(name)
    loaded = dict.fromkeys(sys.builtin_module_names, "")
    for name, module in list(sys.modules.items()):
        frozen = getattr(module.__spec__, "loader", None) in inside
        loaded[name] = "" if frozen else getattr(module, "__file__", None) or ""
    return sorted(loaded.items())


def compile_tree(source: str, target: str, seen_as: str, optimise: int) -> None:
    """Compile each `.py` under `source` to a `.pyc` under `target`.

    A traceback names it as a file under `seen_as`.
    """
    for folder, folders, files in os.walk(source):
        folders.sort()
        inner = folder[len(source) :].lstrip("/")
        for file in sorted(files):
            if not file.endswith(".py"):
                continue
            with open(f"{folder}/{file}", "rb") as stream:  # noqa: PTH123 (pathlib would count as imported)
                text = stream.read()
            name = f"{inner}/{file}" if inner else file
            code = compile(text, f"{seen_as}/{name}", "exec", dont_inherit=True, optimize=optimise)
            path = f"{target}/{name}c"
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            with open(path, "wb") as stream:  # noqa: PTH123
                stream.write(HEADER + marshal.dumps(code))
