"""What a Python file imports, read off its syntax tree without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One import statement, or one of the modules that ``import a, b`` names.

    Attributes:
        line: from 1.
        level: how many dots stand before the module; 0: it is absolute.
        module: its dotted name; "" in ``from . import a``.
        names: what is imported from it, () in ``import a``; each may be a module too.
    """

    line: int
    level: int
    module: str
    names: tuple[str, ...] = ()

    def target(self, file: Path) -> Path:
        """What a relative import in ``file`` names: a folder, or a file without its ending."""
        folder = file
        for _ in range(self.level):
            folder = folder.parent
        return folder.joinpath(*filter(None, self.module.split(".")))


def imports(tree: ast.AST) -> Iterator[Import]:
    """All imports in a tree, wherever they stand, but those that only a type checker follows."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, 0, alias.name)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield Import(node.lineno, node.level, node.module or "", names)
        elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            yield from imports(ast.Module(node.orelse, []))
        else:
            yield from imports(node)
