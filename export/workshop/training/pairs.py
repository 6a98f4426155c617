"""Pairs of segments with tokens hidden: what a BERT learns from (Devlin et al. 2018).

A row is `[CLS] A [SEP] B [SEP]` or `[CLS] A [SEP]`, A and B being runs of sentences. In half of the
pairs B is what followed A; in the others it comes from another document, half of them of the same
source, where style gives nothing away, and half of any. As the true ones do, it comes from anywhere
but the document's beginning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from livedemo.tokenizers import Tokenizer
from torch import Tensor

from workshop.architectures.bert import CLS, MASK, SEP
from workshop.training.library import END, Stream

SIZES = (32, 64, 128)  # lengths of rows: one for all rows of a step
ABBREVIATIONS = {"Mr", "Mrs", "Dr", "St", "Miss", "Col", "U", "S", "e", "i"}
IGNORED = -100


@dataclass(frozen=True)
class Sentences:
    """A stream, and where its sentences are."""

    tokens: np.ndarray  # int32 [N]
    starts: np.ndarray  # int64 [sentences]
    documents: np.ndarray  # int64 [sentences]: each one's document
    ends: np.ndarray  # int64 [documents]: after each one's last token
    later: np.ndarray  # int64: the sentences that do not begin a document

    @staticmethod
    def of(stream: Stream, tokenizer: Tokenizer) -> Sentences:
        """Cut after full stops, exclamation and question marks, and at line ends."""
        texts = [tokenizer.token(id).text for id in range(MASK)]
        stops = np.array([t.rstrip("\"')")[-1:] in (".", "!", "?") or "\n" in t for t in texts])
        short = np.array([t.strip() in ABBREVIATIONS for t in texts])
        opens = np.array([t.startswith((" ", "\n")) for t in texts])
        ids = stream.tokens
        start = np.zeros(len(ids), bool)
        start[2:] = stops[ids[1:-1]] & ~short[ids[:-2]] & opens[ids[2:]]
        start[stream.starts] = True
        start[ids == END] = False
        starts = np.flatnonzero(start)
        documents = np.searchsorted(stream.starts, starts, "right") - 1
        ends = np.append(stream.starts[1:] - 1, len(ids))
        later = np.flatnonzero(np.diff(documents, prepend=-1) == 0)
        return Sentences(ids, starts, documents, ends, later)

    def segment(self, sentence: int, most: int) -> np.ndarray:
        """Up to so many tokens from a sentence's beginning on, within its document."""
        at = self.starts[sentence]
        return self.tokens[at : min(at + most, self.ends[self.documents[sentence]])]


@dataclass(frozen=True)
class Batch:
    """Rows for one step; int64 [n, T] but for `follows` [n]."""

    ids: Tensor
    segments: Tensor  # 0 for [CLS] A [SEP], 1 for B [SEP]
    real: Tensor  # 1 for tokens, 0 for padding
    labels: Tensor  # the token that was hidden; IGNORED elsewhere
    follows: Tensor  # 0: B follows A, as BERT has it; 1: it does not; IGNORED: there is no B


def pair(
    source: Sentences, elsewhere: Sentences, length: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, int]:
    """A, B and whether B follows (0), or comes from elsewhere (1).

    They fill `length` with [CLS] and two [SEP].
    """
    room = length - 3
    second = int(rng.choice(source.later))  # B's first sentence
    first = second - int(rng.integers(1, 1 + min(4, second)))
    while source.documents[first] != source.documents[second]:
        first += 1
    most = int(rng.integers(room // 4, 1 + 3 * room // 4))
    a = source.tokens[source.starts[first] : source.starts[second]][-most:]
    if rng.integers(2):
        return a, source.segment(second, room - len(a)), 0
    own = source.documents[first] if source is elsewhere else -1
    while (other := int(rng.choice(elsewhere.later))) >= 0 and elsewhere.documents[other] == own:
        pass
    return a, elsewhere.segment(other, room - len(a)), 1


def hide(ids: np.ndarray, rate: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """BERT's way: of the tokens selected 80 % become [MASK], 10 % any token, 10 % stay.

    Returns the ids and the labels; at least one token of each row is selected.
    """
    ordinary = (ids != END) & (ids < MASK)
    draw = np.where(ordinary, rng.random(ids.shape), 2.0)
    chosen = (draw < rate) | (draw == draw.min(-1, keepdims=True))
    how = rng.random(ids.shape)
    changed = np.where(how < 0.8, MASK, np.where(how < 0.9, rng.integers(1, MASK, ids.shape), ids))
    return np.where(chosen, changed, ids), np.where(chosen, ids, IGNORED)


def rows(
    sources: dict[str, Sentences],
    shares: dict[str, float],
    seed: tuple[int, ...],
    tokens: int = 2048,
    rate: float = 0.15,
    paired: float = 0.5,
    mixed: float = 0.5,
    length: int | None = None,
) -> Batch:
    """About so many tokens, the same for the same seed; `length` None: drawn from SIZES.

    Of the rows a share `paired` holds two segments; of the second segments that do not follow,
    a share `mixed` comes from any source.
    """
    rng = np.random.default_rng(seed)
    length = length or int(rng.choice(SIZES))
    count = tokens // length
    names = list(shares)
    ids = np.full((count, length), END, np.int64)
    segments = np.zeros((count, length), np.int64)
    follows = np.full(count, IGNORED, np.int64)
    share = np.array(list(shares.values())) / sum(shares.values())
    for row, drawn in enumerate(rng.choice(len(names), count, p=share)):
        name = names[drawn]
        source = sources[name]
        if rng.random() < paired and len(source.later):
            other = names[rng.choice(len(names), p=share)] if rng.random() < mixed else name
            a, b, follows[row] = pair(source, sources[other], length, rng)
            ids[row, : len(a) + len(b) + 3] = [CLS, *a, SEP, *b, SEP]
            segments[row, len(a) + 2 : len(a) + len(b) + 3] = 1
        else:
            a = source.segment(int(rng.integers(len(source.starts))), length - 2)
            ids[row, : len(a) + 2] = [CLS, *a, SEP]
    real = (ids != END).astype(np.int64)
    hidden, labels = hide(ids, rate, rng)
    made = (hidden, segments, real, labels, follows)
    return Batch(*(torch.from_numpy(part) for part in made))
