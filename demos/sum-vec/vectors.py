"""Words in sentences, and the vectors that stand for them."""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterator, Sequence

from livedemo import Tensor
from livedemo.tokenizers import Token

LAST = 4  # layers that the sum is over

Vector = list[float]

EDGES = string.punctuation + "“”‘’„«»…–—¡¿。，！？、"


def words(line: str) -> list[str]:
    """What stands between white space, without the punctuation around it; at worst the line."""
    found = [word for part in line.split() if (word := part.strip(EDGES))]
    return found or ([line.strip()] if line.strip() else [])


def shared(lines: Sequence[str]) -> str:
    """The longest word that all lines have; where there is none, the first line's longest."""
    known = [{word.casefold() for word in words(line)} for line in lines[1:]]
    common = [w for w in words(lines[0]) if all(w.casefold() in others for others in known)]
    return max(common or words(lines[0]), key=len, default="")


def places(line: str, word: str, tokens: Sequence[Token]) -> list[int]:
    """Rows of hidden states that stand for the first ``word`` of a line; row 0 is [CLS]'s."""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line, re.IGNORECASE) if word else None
    if not found:
        return []
    start, end = found.span()
    return [i for i, token in enumerate(tokens, 1) if token.start >= start and token.end <= end]


def states(hidden: Tensor, rows: Sequence[int]) -> list[Vector]:
    """The states [d] of a word by layer, from hidden [L+1, T, d]: the mean of its pieces' rows."""
    return [mean([layer[row].tolist() for row in rows]) for layer in hidden]


def mean(vectors: Sequence[Vector]) -> Vector:
    """Their mean, number by number."""
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]


def summed(layers: Sequence[Vector]) -> Vector:
    """The sum of the last four layers: McCormick and Ryan's recipe."""
    return [sum(column) for column in zip(*layers[-LAST:], strict=True)]


def cosine(one: Vector, other: Vector) -> float:
    """1 for the same direction, 0 for none in common."""
    length = math.sqrt(dot(one, one) * dot(other, other))
    return dot(one, other) / length if length else 0.0


def dot(one: Vector, other: Vector) -> float:
    """The inner product."""
    return sum(a * b for a, b in zip(one, other, strict=True))


def besides(own: Sequence[Vector], hidden: Tensor, rows: Sequence[int]) -> Iterator[float]:
    """By layer, the mean cosine of a word with the other pieces of a sentence [L+1, T, d]."""
    for vector, layer in zip(own, hidden, strict=True):
        others = [row.tolist() for i, row in enumerate(layer) if i not in rows][1:-1]
        yield sum(cosine(vector, other) for other in others) / len(others) if others else 0.0
