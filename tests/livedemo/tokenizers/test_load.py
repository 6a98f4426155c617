"""Reading a tokenizer file, and what it takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from livedemo.tokenizers import TokenizerError, load

MODELS = Path(__file__).parents[3] / "export" / "models"


def test_bytes_and_text() -> None:
    path = MODELS / "bert-wordpiece" / "tokenizer.json"
    assert load(path.read_bytes()).encode("the fox") == load(path.read_text("utf-8")).encode(
        "the fox"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "not a tokenizer file: Expecting value"),
        (b"\xff\xfe\xff", "not a tokenizer file"),
        ("[]", "its kind must be one of bpe, wordpiece"),
        ('{"kind": "unigram", "version": 1}', "its kind must be one of bpe, wordpiece"),
        ('{"kind": "bpe", "version": 2}', "version 2 of the file; this reads 1"),
        ('{"kind": "bpe", "version": 1, "special": {}}', "not a whole bpe file: KeyError"),
        ('{"kind": "bpe", "version": 1, "special": {"x": 9999}, "tokens": ""}', "ids end at 256"),
        (
            '{"kind": "wordpiece", "version": 1, "special": {}, "tokens": "", "options": {"b": 1}}',
            "not a whole wordpiece file: TypeError",
        ),
    ],
)
def test_other_contents_are_refused(data: bytes | str, message: str) -> None:
    with pytest.raises(TokenizerError, match=message):
        load(data)


def test_bytes_alone_are_a_tokenizer() -> None:
    tokenizer = load('{"kind": "bpe", "version": 1, "special": {}, "tokens": ""}')
    assert tokenizer.vocabulary_size == 256
    assert tokenizer.decode(tokenizer.encode("Ab 🦊").ids) == "Ab 🦊"
    assert [token.piece for token in tokenizer.encode("A b")] == ["A", "Ġ", "b"]


def test_a_page_needs_no_converter_and_no_library() -> None:
    program = (
        "import sys; before = set(sys.modules); import livedemo.tokenizers; "
        "print(*(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "livedemo.tokenizers.compact" not in loaded
    assert not {"tokenizers", "regex", "numpy"} & set(loaded)
