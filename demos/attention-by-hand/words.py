"""Numbers as they are written in the steps, with a true minus."""

from __future__ import annotations

from collections.abc import Sequence

from .steps import Cell, Word

BIG, SMALL = 100, 0.005


def fixed(number: float, digits: int) -> str:
    """A number with so many digits behind the point; no zero has a sign."""
    return f"{number:z,.{digits}f}".replace("-", "−")


def vector(numbers: Sequence[float], digits: int = 2) -> str:
    """A vector: ``(2.02, −1.18)``."""
    return f"({', '.join(fixed(number, digits) for number in numbers)})"


def power(number: float) -> str:
    """A power of e, which may be large, or too small for two digits."""
    if 0 < number < SMALL:
        return "< 0.01"
    return fixed(number, 0 if number >= BIG else 2)


def score(number: float) -> Cell:
    """A score, scaled."""
    return Cell([(fixed(number, 2), "")])


def products(query: Sequence[float], key: Sequence[float], total: float) -> list[Word]:
    """A dot product written out: ``1×2 + −1×0 = 2``."""
    words: list[Word] = []
    for q, k in zip(query, key, strict=True):
        words += [(" + " if words else "", ""), (fixed(q, 0), "query"), ("×", "")]
        words.append((fixed(k, 0), "key"))
    return [*words, (f" = {fixed(total, 0)}", "")]
