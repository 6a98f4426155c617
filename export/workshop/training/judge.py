"""Held-out bits per byte of a GPT, on the committed texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from livedemo import tokenizers
from torch import Tensor

from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.causal import bits
from workshop.training.library import END
from workshop.training.trigram import Trigram


def bits_per_byte(run: Run, story: Path, texts: Sequence[str]) -> float:
    """What a byte of the texts costs, each from its beginning; ``story``: story-lm's folder."""
    tokenizer = tokenizers.load((story / held_out.TOKENIZER).read_bytes())
    unchanged = run.unchanged()

    def logits(ids: Tensor) -> Tensor:
        found: Tensor = run(ids, *unchanged)[0]
        return found

    with torch.no_grad():
        paid = sum(bits(logits, tokenizer.encode(text).ids, run.context) for text in texts)
    return paid / sum(len(text.encode()) for text in texts)


def trigram_bits_per_byte(model: Trigram, story: Path, texts: Sequence[str]) -> float:
    """What a byte of the texts costs a trigram model of the same tokens; ``story`` as above."""
    tokenizer = tokenizers.load((story / held_out.TOKENIZER).read_bytes())
    rows = [np.array([END, END, *tokenizer.encode(text).ids]) for text in texts]
    paid = sum(float(model.bits(row).sum()) for row in rows)
    return paid / sum(len(text.encode()) for text in texts)
