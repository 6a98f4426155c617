"""What story-lm and its twin read: windows from all sources, some of which repeat themselves."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from workshop.training.library import VOCABULARY, Stream

SHARES = {
    "austen": 0.20,
    "scripture": 0.16,
    "wordnet": 0.34,
    "wikipedia": 0.09,
    "stories": 0.08,
    "written": 0.13,
}
PHRASE = (4, 12)  # tokens of a short span


class Windows(NamedTuple):
    """The windows of one step; the same for the same step."""

    rows: Tensor  # int64 [n, length + 1]
    learnt: Tensor  # bool [n, length]: which of the tokens from the second on are to be predicted
    repeats: Tensor  # bool [n]: which windows repeat themselves

    @property
    def kept(self) -> Tensor | None:
        """`learnt` [n x length], or None where it is all of them."""
        return None if bool(self.learnt.all()) else self.learnt.flatten()


def shares(streams: Mapping[str, Stream]) -> dict[str, float]:
    """How often a window comes from each source that is there."""
    there = {name: share for name, share in SHARES.items() if name in streams}
    return {name: share / sum(there.values()) for name, share in there.items()}


def windows(
    streams: Mapping[str, Stream], step: int, count: int, length: int, repeating: float = 0.0
) -> Windows:
    """Half of the windows begin where a document does; the share `repeating` of them repeats.

    Repeats teach to copy, which is what induction heads do. Half of the repeating windows are a
    span of random tokens, said over and over; in a third of them phrases come again in running
    text, and in the rest a long span does.
    Nothing is to be predicted that cannot be known: no random token where it comes first, and not
    where a copy begins, nor what comes after it.
    """
    rng = np.random.default_rng((0, step))
    names = shares(streams)
    rows, learnt, repeats = [], [], []
    for name in rng.choice(len(names), count, p=list(names.values())):
        source = streams[list(names)[name]]
        last = len(source.tokens) - length - 1
        at = int(rng.choice(source.starts)) if rng.random() < 0.5 else int(rng.integers(last))
        row = source.tokens[min(at, last) :][: length + 1].copy()
        known = np.ones(length + 1, bool)
        repeats.append(rng.random() < repeating)
        if repeats[-1]:
            again(rng, row, known)
        rows.append(row)
        learnt.append(known[1:])
    return Windows(
        torch.from_numpy(np.stack(rows).astype(np.int64)),
        torch.from_numpy(np.stack(learnt)),
        torch.tensor(repeats),
    )


def again(rng: np.random.Generator, row: np.ndarray, known: np.ndarray) -> None:
    """Make a row [n] repeat itself, and `known` [n] false where nothing is to be predicted."""
    kind = rng.random()
    if kind < 0.5:
        # as many short spans as long ones
        size = round(float(np.exp(rng.uniform(np.log(PHRASE[0]), np.log(len(row) // 2)))))
        row[:] = np.resize(rng.integers(1, VOCABULARY, size), len(row))
        known[: size + 1] = False  # nor that it now begins again
    elif kind < 0.85:
        row[:], known[:] = phrases(rng, row.tolist())
    else:
        size = int(rng.integers(PHRASE[1], len(row) // 3))
        first = int(rng.integers(0, len(row) - 2 * size + 1))
        second = int(rng.integers(first + size, len(row) - size + 1))
        row[second : second + size] = row[first : first + size]
        known[[second, min(second + size, len(row) - 1)]] = False


def phrases(rng: np.random.Generator, text: list[int]) -> tuple[list[int], list[bool]]:
    """As long a row made of the text's beginning, with phrases that come two to four times.

    Half of the phrases are the text's own, half are random tokens.
    """
    row: list[int] = []
    known: list[bool] = []
    rest, jump = iter(text), False  # whether what stands last is not what the text goes on from
    while len(row) < len(text):
        size, own = int(rng.integers(PHRASE[0], PHRASE[1] + 1)), rng.random() < 0.5
        phrase = list(islice(rest, size)) if own else rng.integers(1, VOCABULARY, size).tolist()
        for copy in range(int(rng.integers(2, 5))):
            row += phrase
            known += [own and not copy and not jump, *[own or copy > 0] * (len(phrase) - 1)]
            jump = not own or copy > 0
            between = list(islice(rest, int(rng.integers(0, PHRASE[1]))))
            if between:
                row += between
                known += [not jump, *[True] * (len(between) - 1)]
                jump = False
    return row[: len(text)], known[: len(text)]
