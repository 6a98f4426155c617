"""What story-lm and its twin read: windows from all sources, some of which repeat themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from workshop.training.library import VOCABULARY, Stream

SHARES = {"austen": 0.22, "scripture": 0.18, "wordnet": 0.38, "wikipedia": 0.10, "stories": 0.12}


def windows(
    streams: Mapping[str, Stream], step: int, count: int, length: int
) -> tuple[Tensor, Tensor]:
    """The windows of one step, int64 [count, length + 1]; the same for the same step.

    The second tensor, bool [count], tells those that repeat themselves.

    Half of them begin where a document does. One in ten repeats a span of itself later on, and in
    half of these the span is random tokens: that teaches to copy, which is what induction heads do.
    """
    rng = np.random.default_rng((0, step))
    names = list(SHARES)
    rows, repeats = [], []
    for name in rng.choice(len(names), count, p=list(SHARES.values())):
        source = streams[names[name]]
        last = len(source.tokens) - length - 1
        at = int(rng.choice(source.starts)) if rng.random() < 0.5 else int(rng.integers(last))
        row = source.tokens[min(at, last) :][: length + 1].copy()
        repeats.append(rng.random() < 0.1)
        if repeats[-1]:
            size = int(rng.integers(8, length // 2))
            first = int(rng.integers(0, length + 1 - 2 * size + 1))
            second = int(rng.integers(first + size, length + 1 - size + 1))
            if rng.random() < 0.5:
                row[first : first + size] = rng.integers(1, VOCABULARY, size)
            row[second : second + size] = row[first : first + size]
        rows.append(row)
    return torch.from_numpy(np.stack(rows).astype(np.int64)), torch.tensor(repeats)
