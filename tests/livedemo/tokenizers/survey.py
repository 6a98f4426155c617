"""What the tokenizers make of many characters, as one number to compare between Pythons.

Runs in both interpreters: the tests' own, and the browser's with its newer Unicode.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

# The first two planes, where Unicode's versions differ, and the tags of plane 14.
CODES = [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]
PATTERN = "{0} a\u0323{0}\u0301\n"


def survey(package: str, models: str, codes: Sequence[int] = CODES) -> str:
    """A digest of normalised texts and tokens; `package` is where the tokenizers are imported."""
    load: Any = import_module(package).load
    gpt2, bert = (
        load(Path(models, name, "tokenizer.json").read_bytes())
        for name in ("gpt2-bpe", "bert-wordpiece")
    )
    digest = hashlib.sha256()
    # ascii(), not repr(): what counts as printable is Unicode's own affair again.
    text = "".join(PATTERN.format(chr(code)) for code in codes)
    digest.update(ascii(bert.options.normaliser(text)).encode())
    # Words and ids too, of one in nine: a browser isn't to be kept busy for a minute.
    for start in range(9):
        text = "".join(f"{chr(code)}a{chr(code)} " for code in codes[start::81])
        digest.update(ascii([gpt2.encode(text), bert.encode(text)]).encode())
    return digest.hexdigest()
