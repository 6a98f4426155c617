"""The committed text that no training saw, for the checks of all our language models.

It and their tokenizer lie in the folder of one of them, which whoever asks passes in as ``story``.
"""

from __future__ import annotations

from pathlib import Path

import torch
from livedemo import tokenizers
from torch import Tensor

TOKENIZER, TEXT = "tokenizer.json", "held-out.txt"
#: In the order of the file, and each one's most characters.
SOURCES = {"austen": 32_000, "scripture": 32_000, "wordnet": 30_000}


def documents(story: Path) -> dict[str, list[str]]:
    """By source: chapters of novels and of scripture, and WordNet's entries."""
    found: dict[str, list[str]] = {name: [] for name in SOURCES}
    names = iter(SOURCES)
    name = next(names)
    for text in (story / TEXT).read_text(encoding="utf-8").strip().split("\n\n"):
        if sum(map(len, found[name])) + len(text) > SOURCES[name]:
            name = next(names)
        found[name].append(text)
    return found


def windows(story: Path, length: int = 128, count: int = 32) -> list[Tensor]:
    """About so many windows of ids, int32 [length], evenly spread over the text."""
    tokenizer = tokenizers.load((story / TOKENIZER).read_bytes())
    ids = tokenizer.encode((story / TEXT).read_text(encoding="utf-8")).ids
    starts = range(0, len(ids) - length, len(ids) // count)
    return [torch.tensor(ids[at : at + length], dtype=torch.int32) for at in starts]
