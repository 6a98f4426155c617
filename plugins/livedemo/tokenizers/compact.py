"""Turns a Hugging Face `tokenizer.json` into the file that `livedemo.tokenizers.load` reads.

    python -m livedemo.tokenizers.compact their/tokenizer.json our/tokenizer.json

Ids and merges stay exactly as they are. Whatever would make our tokenizer cut a text otherwise
than theirs is refused with a CompactError: another normaliser, another pre-tokeniser, dropout…
Post-processing (`[CLS] … [SEP]`), truncation and padding are left out: they are the caller's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from .base import TokenizerError
from .bytelevel import ALPHABET
from .file import VERSION, in_order
from .normalise import BertNormaliser
from .wordpiece import BERT, WordPieceOptions


class CompactError(ValueError):
    """A Hugging Face tokenizer of a kind that these tokenizers can't imitate exactly."""


def compact(hf_json: str) -> str:
    """Our tokenizer file for the contents of a Hugging Face `tokenizer.json`.

    Byte-level BPE with GPT-2's pattern, and BERT's WordPiece. Raises CompactError for others.
    """
    theirs = json.loads(hf_json)
    kind = theirs["model"].get("type") or ("BPE" if "merges" in theirs["model"] else "WordPiece")
    if kind not in _WRITERS:
        raise CompactError(f"model {kind}: only {' and '.join(_WRITERS)} can be converted")
    special = _special_tokens(theirs.get("added_tokens") or [])
    return _WRITERS[kind](theirs, special)


def compact_bpe(
    vocabulary: Mapping[str, int], merges: Sequence[tuple[str, str]], special: Mapping[str, int]
) -> str:
    """Our file for a byte-level BPE: token -> id, the pairs to merge, special token -> id."""
    tokens = _by_id(vocabulary, special)
    if "".join(tokens[:256]) != ALPHABET:
        raise CompactError(
            "the 256 bytes must be the first tokens after the special ones: train with "
            "initial_alphabet=pre_tokenizers.ByteLevel.alphabet()"
        )
    parts = {"tokens": " ".join(tokens[256:])}
    if not _order_tells_merges(tokens, merges):
        parts["merges"] = " ".join(f"{left} {right}" for left, right in merges)
    return _file("bpe", special, parts)


def _order_tells_merges(tokens: Sequence[str], merges: Sequence[tuple[str, str]]) -> bool:
    """Whether merging by the ids of what is made is the same as merging by the list of merges.

    It is, when the n-th token is what the n-th merge makes, and the merges before the n-th turn
    that token's bytes into just the two halves that the n-th joins. For where both halves stand
    side by side in any text, nothing has merged across their outer edges, so the earlier merges
    have done to their bytes what they do to the token's bytes alone.
    """
    if list(tokens[256:]) != [left + right for left, right in merges]:
        return False
    ranks = {token: rank for rank, token in enumerate(tokens[256:])}
    return all(
        _merged_below(rank, left + right, ranks) == [left, right]
        for rank, (left, right) in enumerate(merges)
    )


def _merged_below(limit: int, letters: str, ranks: Mapping[str, int]) -> list[str]:
    """What the merges of a rank under `limit` make of `letters`. Plain and slow, to be sure."""
    pieces = list(letters)
    while len(pieces) > 1:
        pairs = range(len(pieces) - 1)
        rank, i = min((ranks.get(pieces[i] + pieces[i + 1], limit), i) for i in pairs)
        if rank >= limit:
            break
        pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    return pieces


def _write_bpe(theirs: Mapping[str, Any], special: Mapping[str, int]) -> str:
    model = theirs["model"]
    _refuse_unless(model, "dropout", None, 0.0)
    _refuse_unless(model, "unk_token", None)
    _refuse_unless(model, "continuing_subword_prefix", None, "")
    _refuse_unless(model, "end_of_word_suffix", None, "")
    _refuse_unless(model, "byte_fallback", None, False)
    _refuse_unless(model, "ignore_merges", None, False)
    _refuse_unless(theirs, "normalizer", None)
    cut = theirs.get("pre_tokenizer") or {}
    _refuse_unless(cut, "type", "ByteLevel")
    _refuse_unless(cut, "add_prefix_space", False)
    _refuse_unless(cut, "use_regex", None, True)
    # Before version 0.20 a merge was written "left right", since then ["left", "right"].
    pairs = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
    merges = [(left, right) for left, right in pairs]
    return compact_bpe(model["vocab"], merges, special)


def _write_wordpiece(theirs: Mapping[str, Any], special: Mapping[str, int]) -> str:
    model, switches = theirs["model"], theirs.get("normalizer") or {}
    _refuse_unless(switches, "type", "BertNormalizer")
    _refuse_unless(theirs.get("pre_tokenizer") or {}, "type", "BertPreTokenizer")
    decoder = theirs.get("decoder") or {}
    _refuse_unless(decoder, "type", "WordPiece")
    _refuse_unless(decoder, "prefix", model["continuing_subword_prefix"])
    if model["unk_token"] not in model["vocab"]:
        raise CompactError(f"the unknown token {model['unk_token']} is not in the vocabulary")
    accents = switches["strip_accents"]
    options = WordPieceOptions(
        BertNormaliser(
            clean=switches["clean_text"],
            ideographs=switches["handle_chinese_chars"],
            accents=switches["lowercase"] if accents is None else accents,
            lower=switches["lowercase"],
        ),
        prefix=model["continuing_subword_prefix"],
        unknown=model["unk_token"],
        longest=model["max_input_chars_per_word"],
        close_up=decoder["cleanup"],
    )
    tokens = " ".join(_by_id(model["vocab"], special))
    return _file("wordpiece", special, {"options": _unlike(options, BERT), "tokens": tokens})


def _file(kind: str, special: Mapping[str, int], parts: Mapping[str, Any]) -> str:
    file = {"kind": kind, "version": VERSION, "special": dict(special), **parts}
    return json.dumps(file, ensure_ascii=False, separators=(",", ":")) + "\n"


def _unlike(options: Any, standard: Any) -> dict[str, Any]:
    """The fields of a dataclass that are not as in `standard`, the dataclasses in it likewise."""
    pairs = [
        (f.name, getattr(options, f.name), getattr(standard, f.name))
        for f in fields(options)
        if f.init
    ]
    return {
        name: _unlike(value, usual) if is_dataclass(value) else value
        for name, value, usual in pairs
        if value != usual
    }


def _special_tokens(added: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Token -> id of the added tokens, in the order of ids."""
    for token in added:
        _refuse_unless(token, "special", True)
        for switch in ("single_word", "lstrip", "rstrip", "normalized"):
            _refuse_unless(token, switch, None, False)
    return {token["content"]: token["id"] for token in sorted(added, key=lambda token: token["id"])}


def _by_id(vocabulary: Mapping[str, int], special: Mapping[str, int]) -> list[str]:
    """The ordinary tokens in the order of ids; checks that ours will give them the same ids."""
    tokens = sorted(vocabulary.keys() - special.keys(), key=vocabulary.__getitem__)
    everything = {**vocabulary, **special}
    if unfit := [token for token in tokens if not token or " " in token]:
        raise CompactError(f"token {unfit[0]!r}: empty, or with a space in it")
    try:
        complete = in_order(tokens.copy(), special)
    except TokenizerError as error:
        raise CompactError(str(error)) from error
    if {token: id for id, token in enumerate(complete)} != everything:
        raise CompactError("the ids of the vocabulary have gaps, or are used twice")
    return tokens


def _refuse_unless(settings: Mapping[str, Any], name: str, *allowed: object) -> None:
    if settings.get(name) not in allowed:
        what = settings.get("content") or settings.get("type") or "tokenizer"
        fitting = " or ".join(json.dumps(value) for value in allowed)
        raise CompactError(
            f"{what}: {name} is {json.dumps(settings.get(name))}; only {fitting} can be converted"
        )


_WRITERS = {"BPE": _write_bpe, "WordPiece": _write_wordpiece}


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(compact(source.read_text("utf-8")), "utf-8")
