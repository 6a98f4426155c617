"""Our tokenizer file: what Hugging Face's `tokenizer.json` says, in as few bytes as it takes.

A JSON object with `kind` ("bpe" or "wordpiece"), `version` (1), `special` (token -> id) and
`tokens`: every other token in the order of ids, separated by spaces, which no token can hold.
Special tokens have the ids they name, the others the remaining ids in order.
BPE: the 256 bytes come before `tokens` and are left out; `merges` ("left right left right…", the
earliest-learnt first) is there only where the order of the tokens doesn't already tell.
WordPiece: `options` and, within it, `normaliser` hold whatever isn't as in BERT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .base import Tokenizer, TokenizerError
from .bpe import BytePair
from .bytelevel import ALPHABET
from .normalise import BertNormaliser
from .wordpiece import WordPiece, WordPieceOptions

VERSION = 1


def load(data: bytes | str) -> Tokenizer:
    """The tokenizer in a file's contents.

    Raises TokenizerError when the contents are not a tokenizer file of ours.
    """
    try:
        file = json.loads(data)
    except ValueError as error:
        raise TokenizerError(f"not a tokenizer file: {error}") from error
    if not isinstance(file, dict) or file.get("kind") not in _READERS:
        raise TokenizerError(f"not a tokenizer file: its kind must be one of {', '.join(_READERS)}")
    if file.get("version") != VERSION:
        raise TokenizerError(f"version {file.get('version')} of the file; this reads {VERSION}")
    try:
        return _READERS[file["kind"]](file)
    except TokenizerError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TokenizerError(f"not a whole {file['kind']} file: {error!r}") from error


def in_order(tokens: list[str], special: Mapping[str, int]) -> list[str]:
    """The whole vocabulary in the order of ids: `tokens` with the special ones put in."""
    for content, id in sorted(special.items(), key=lambda item: item[1]):
        if id > len(tokens):
            raise TokenizerError(
                f"special token {content} has id {id}, but ids end at {len(tokens)}"
            )
        tokens.insert(id, content)
    return tokens


def _items(joined: str) -> list[str]:
    return joined.split(" ") if joined else []


def _read_bpe(file: dict[str, Any]) -> Tokenizer:
    tokens = [*ALPHABET, *_items(file["tokens"])]
    merges = None
    if "merges" in file:
        ends = iter(_items(file["merges"]))
        merges = [f"{left} {right}" for left, right in zip(ends, ends, strict=True)]
    return BytePair(in_order(tokens, file["special"]), file["special"], merges)


def _read_wordpiece(file: dict[str, Any]) -> Tokenizer:
    options = dict(file.get("options", {}))
    normaliser = BertNormaliser(**options.pop("normaliser", {}))
    tokens = in_order(_items(file["tokens"]), file["special"])
    return WordPiece(tokens, file["special"], WordPieceOptions(normaliser, **options))


_READERS = {"bpe": _read_bpe, "wordpiece": _read_wordpiece}
