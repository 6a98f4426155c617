"""Byte-level BPE with GPT-2's vocabulary."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from livedemo.tokenizers import BytePair, TokenizerError
from tokenizers import Tokenizer as HuggingFace

TraceFunction = Callable[[FrameType, str, Any], Any]

ONE_TOKEN = {
    " the": 262,
    " cat": 3797,
    " The": 383,
    "The": 464,
    "the": 1169,
    "cat": 9246,
    " SolidGoldMagikarp": 43453,
    "<|endoftext|>": 50256,
}


@pytest.mark.parametrize("text", ONE_TOKEN)
def test_published_ids(gpt2: BytePair, text: str) -> None:
    (token,) = gpt2.encode(text)
    assert token.id == ONE_TOKEN[text]
    assert (token.text, token.bytes) == (text, text.encode())
    assert gpt2.token(token.id) == token


def test_published_counts(gpt2: BytePair) -> None:
    assert gpt2.kind == "bpe"
    assert gpt2.vocabulary_size == 50_257 == 256 + 50_000 + len(gpt2.special)
    assert len(gpt2.encode("hit it to the moon")) == 5
    assert len(gpt2.encode("golpéalo a la luna")) == 9


def test_tokens_say_where_they_come_from(gpt2: BytePair) -> None:
    text = "The fox 🦊 it's"
    tokens = gpt2.encode(text)
    shown = [(token.piece, token.text, text[token.start : token.end]) for token in tokens]
    assert shown == [
        ("The", "The", "The"),
        ("Ġfox", " fox", " fox"),
        ("ĠðŁ", "", " 🦊"),
        ("¦", "", "🦊"),
        ("Ĭ", "", "🦊"),
        ("Ġit", " it", " it"),
        ("'s", "'s", "'s"),
    ]
    assert [token.bytes for token in tokens][2:5] == [b" \xf0\x9f", b"\xa6", b"\x8a"]


def test_nothing(gpt2: BytePair) -> None:
    assert gpt2.encode("") == []
    assert gpt2.encode("").ids == []
    assert gpt2.decode([]) == ""


def test_special_tokens_in_a_text(gpt2: BytePair) -> None:
    text = "end<|endoftext|> of"
    assert gpt2.encode(text).ids == [437, 50256, 286]
    assert [(token.start, token.end) for token in gpt2.encode(text)] == [(0, 3), (3, 16), (16, 19)]
    plain = gpt2.encode(text, special=False)
    assert 50256 not in plain.ids
    assert gpt2.decode(plain.ids) == text
    assert gpt2.decode([437, 50256, 286]) == text
    assert gpt2.decode([437, 50256, 286], special=False) == "end of"


def test_special_tokens_read_as_text_are_cut_as_theirs(
    gpt2: BytePair, hf_gpt2: HuggingFace
) -> None:
    text = "a <|endoftext|>b"
    hf_gpt2.encode_special_tokens = True
    try:
        assert gpt2.encode(text, special=False).ids == hf_gpt2.encode(text).ids
    finally:
        hf_gpt2.encode_special_tokens = False


@pytest.mark.parametrize("lone", ["\ud83d", "\ude00", "a\udfffb", "\ude00\ud83d"])
def test_a_lone_surrogate_is_read_as_the_replacement_character(gpt2: BytePair, lone: str) -> None:
    replaced = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in lone)
    assert gpt2.encode(lone) == gpt2.encode(replaced)
    assert gpt2.decode(gpt2.encode(lone).ids) == replaced


def test_bytes_that_are_no_character(gpt2: BytePair) -> None:
    ids = gpt2.encode("🦊").ids
    assert gpt2.decode(ids) == "🦊"
    assert gpt2.decode(ids[:-1]) == "\ufffd"
    assert gpt2.decode([*ids[:-1], 464]) == "\ufffdThe"


@pytest.mark.parametrize("id", [-1, 50_257])
def test_unknown_ids(gpt2: BytePair, id: int) -> None:
    with pytest.raises(TokenizerError, match=f"no token {id}: this vocabulary has 0 to 50256"):
        gpt2.decode([id])


@pytest.mark.parametrize("unit", ["a", "ab", "😀", "é", "x'", " ", "=-", "한", "\u0301"])
def test_a_long_word_takes_linear_time(gpt2: BytePair, hf_gpt2: HuggingFace, unit: str) -> None:
    assert gpt2.encode(unit * 2000).ids == hf_gpt2.encode(unit * 2000).ids
    # Quadratic time would be 64 times as many lines.
    short = lines(lambda: gpt2.encode(unit * 1000))
    assert lines(lambda: gpt2.encode(unit * 8000)) < 12 * short


def lines(call: Callable[[], object]) -> int:
    """How many lines of Python a call runs."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return trace

    kept = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(kept)
    return count
