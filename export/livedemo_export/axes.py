"""Lengths of axes: numbers, names of dynamic axes, and sums of both (``"T-1"``, ``"2*T"``)."""

from __future__ import annotations

import ast
from collections.abc import Mapping

#: A number is a fixed length, a string names a dynamic axis (or a sum with one).
Shape = tuple[int | str, ...]


class AxisError(ValueError):
    """A length that is neither a number nor a sum of numbers and axis names."""


def names_in(length: int | str) -> list[str]:
    """The axis names that ``length`` mentions, in order."""
    if isinstance(length, int):
        return []
    return [node.id for node in ast.walk(_parse(length)) if isinstance(node, ast.Name)]


def length_of(length: int | str, sizes: Mapping[str, int]) -> int:
    """``length`` as a number, given the dynamic axes' sizes."""
    return length if isinstance(length, int) else _value(_parse(length), sizes)


def shown(sizes: Mapping[str, int]) -> str:
    """``{"T": 33}`` as ``T=33``, for messages."""
    return ", ".join(f"{name}={size}" for name, size in sizes.items()) or "fixed shape"


def _parse(length: str) -> ast.expr:
    try:
        tree = ast.parse(length, mode="eval").body
    except SyntaxError:
        raise AxisError(f"{length!r} is no axis: write a name, or a sum such as 'T-1'") from None
    for node in ast.walk(tree):
        whole = isinstance(node, ast.Constant) and type(node.value) is int
        if not whole and not isinstance(
            node,
            (ast.Name, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.expr_context),
        ):
            raise AxisError(f"{length!r} is no axis: only names, whole numbers and + - * // count")
    return tree


def _value(node: ast.expr, sizes: Mapping[str, int]) -> int:
    match node:
        case ast.Name(id=name):
            return sizes[name]
        case ast.Constant(value=int(value)):
            return value
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, sizes), _value(right, sizes)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case _:
                    return a // b
    raise AxisError(f"{ast.unparse(node)!r} is no axis")
