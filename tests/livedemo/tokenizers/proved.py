"""What the proofs over every code point stand on: where none of it has changed, a sample will do.

The digest of what was last proved in full is in ``proved.txt``, written by

    pytest tests/livedemo/tokenizers --update
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import livedemo.tokenizers
import tokenizers

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RECORD = HERE / "proved.txt"
PROOFS = {"test_code_points.py", "test_pyodide.py", "test_random_texts.py"}
STRIDE = 64
NAMES = ("bert-wordpiece", "gpt2-bpe")


def digest() -> str:
    """Of our tokenizers, the vocabularies, these tests, and whatever knows Unicode."""
    vocabularies = (ROOT / "export/models").glob("*/tokenizer.json")
    files = [
        *sorted(Path(livedemo.tokenizers.__file__).parent.glob("*.py")),
        *sorted(file for file in vocabularies if file.parent.name in NAMES),
        *(HERE / name for name in sorted({*PROOFS, "conftest.py", "survey.py"})),
    ]
    pyodide = json.loads((ROOT / "node_modules/pyodide/package.json").read_text("utf-8"))
    found = hashlib.sha256()
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    versions = (unicodedata.unidata_version, tokenizers.__version__, pyodide["version"])
    found.update(repr(versions).encode())
    return found.hexdigest()


def proved() -> bool:
    """Whether all of this was proved in full as it is now."""
    return RECORD.is_file() and RECORD.read_text("utf-8").strip() == digest()


def sample(codes: Sequence[int]) -> list[int]:
    """Of ``codes``, the first and the last of each run of one category, and a few more."""
    return sorted({*_edges(codes), *codes[::STRIDE]})


def _edges(codes: Sequence[int]) -> Iterator[int]:
    for before, code in pairwise(codes):
        if unicodedata.category(chr(before)) != unicodedata.category(chr(code)):
            yield before
            yield code
