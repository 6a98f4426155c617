"""A token that would be said, and its chance."""

from __future__ import annotations

from dataclasses import dataclass

from livedemo import Tensor, called
from livedemo.tokenizers import Token, Tokenizer


@dataclass(frozen=True)
class Said:
    """A token, as it is shown, and its chance of being next."""

    token: Token
    label: str
    chance: float


def named(tokenizer: Tokenizer, ids: Tensor, chances: Tensor) -> list[Said]:
    """Tokens by their ids [N] with their chances [N], in the same order."""
    found = []
    for id, chance in zip(ids.tolist(), chances.tolist(), strict=True):
        found.append(Said(tokenizer.token(id), called(id, tokenizer), chance))
    return found
