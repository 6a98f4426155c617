"""Sentences and what people feel in them, as tokens: what the sentiment head learns from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from livedemo import tokenizers
from torch import Tensor

from workshop import texts
from workshop.architectures.bert import CLS, SEP
from workshop.training.library import END, KEPT, TOKENIZER, sources

LENGTH = 40  # tokens of a row: longer sentences are cut


@dataclass(frozen=True)
class Rated:
    """Rows `[CLS] sentence [SEP]`, int64 [n, LENGTH], padded, and their scores, float32 [n]."""

    ids: Tensor
    scores: Tensor

    def some(self, seed: int, count: int) -> Rated:
        """So many of them, the same for the same seed, no longer than they need be."""
        chosen = torch.from_numpy(np.random.default_rng((4, seed)).choice(len(self.ids), count))
        ids = self.ids[chosen]
        return Rated(ids[:, : int((ids != END).sum(1).max())], self.scores[chosen])


def rated(folder: Path = KEPT) -> tuple[Rated, Rated]:
    """Those to train on and those held out, by the library's split; made once, then read."""
    kept = folder / "rated.npz"
    if not kept.exists():
        arrays: dict[str, Any] = {}
        tokenizer = tokenizers.load(TOKENIZER.read_bytes())
        split = sources()["rated"]
        parts = {"train": set(split.train), "held_out": set(split.held_out)}
        for part, documents in parts.items():
            pairs = [
                sentence
                for document in texts.rated()
                if " ".join(s.text for s in document) in documents
                for sentence in document
            ]
            rows = np.full((len(pairs), LENGTH), END, np.int64)
            for row, sentence in zip(rows, pairs, strict=True):
                ids = [CLS, *tokenizer.encode(sentence.text).ids[: LENGTH - 2], SEP]
                row[: len(ids)] = ids
            arrays |= {f"{part}.ids": rows, f"{part}.scores": np.array([s.score for s in pairs])}
        folder.mkdir(parents=True, exist_ok=True)
        with kept.with_suffix(".tmp").open("wb") as file:
            np.savez(file, **arrays)
        kept.with_suffix(".tmp").replace(kept)
    with np.load(kept) as file:
        found = {name: torch.from_numpy(value) for name, value in file.items()}
    train, held_out = (
        Rated(found[f"{part}.ids"], found[f"{part}.scores"].float())
        for part in ("train", "held_out")
    )
    return train, held_out
