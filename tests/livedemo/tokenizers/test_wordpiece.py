"""WordPiece with BERT's vocabulary."""

from __future__ import annotations

import pytest
from livedemo.tokenizers import TokenizerError, WordPiece


def shown(bert: WordPiece, text: str) -> list[tuple[str, str, str]]:
    return [(token.piece, token.text, text[token.start : token.end]) for token in bert.encode(text)]


def test_vocabulary(bert: WordPiece) -> None:
    assert bert.kind == "wordpiece"
    assert bert.vocabulary_size == 30_522
    names = {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103}
    assert bert.special == names
    assert bert.encode("the").ids == [1996]


def test_pieces_are_shown_as_they_are_in_the_text(bert: WordPiece) -> None:
    assert shown(bert, "Unaffable CAFÉ") == [
        ("una", "Una", "Una"),
        ("##ffa", "ffa", "ffa"),
        ("##ble", "ble", "ble"),
        ("cafe", "CAFÉ", "CAFÉ"),
    ]
    assert [token.bytes for token in bert.encode("Unaffable")] == [b"una", b"ffa", b"ble"]


def test_an_accent_of_its_own_goes_without_a_trace(bert: WordPiece) -> None:
    assert shown(bert, "caf\u0065\u0301s") == [("cafes", "cafe\u0301s", "cafe\u0301s")]
    assert shown(bert, "cafe\u0301") == [("cafe", "cafe", "cafe")]


def test_pieces_inside_a_character(bert: WordPiece) -> None:
    assert shown(bert, "국") == [("ᄀ", "ᄀ", "국"), ("##ᅮ", "ᅮ", "국"), ("##ᆨ", "ᆨ", "국")]


def test_chinese_characters_stand_alone(bert: WordPiece) -> None:
    assert shown(bert, "a中文b") == [
        ("a", "a", "a"),
        ("中", "中", "中"),
        ("文", "文", "文"),
        ("b", "b", "b"),
    ]
    # A compatibility ideograph becomes the ordinary one, but is shown as it was.
    assert shown(bert, "\uf9b7") == [("[UNK]", "\uf9b7", "\uf9b7")]


def test_unknown_words(bert: WordPiece) -> None:
    (emoji,) = bert.encode("👩\u200d🚀")
    assert (emoji.id, emoji.piece, emoji.text) == (100, "[UNK]", "👩\u200d🚀")
    assert emoji.bytes == "👩\u200d🚀".encode()
    assert {token.piece for token in bert.encode("a" * 100)} != {"[UNK]"}
    assert shown(bert, "a" * 101) == [("[UNK]", "a" * 101, "a" * 101)]


def test_no_final_sigma(bert: WordPiece) -> None:
    assert bert.options.normaliser("ΟΔΟΣ")[0] == "οδοσ"  # str.lower() would say οδος


def test_nothing_is_left_of_control_characters(bert: WordPiece) -> None:
    assert bert.encode("\x00\u200b\ufeff\u0301 \n") == []
    assert shown(bert, "t\u00adhe") == [("the", "t\u00adhe", "t\u00adhe")]


def test_special_tokens_in_a_text(bert: WordPiece) -> None:
    assert bert.encode("the [MASK].").ids == [1996, 103, 1012]
    assert 103 not in bert.encode("the [MASK].", special=False).ids
    assert bert.encode("the [mask]").ids == bert.encode("the [mask]", special=False).ids


def test_a_lone_surrogate_is_dropped_like_the_replacement_character(bert: WordPiece) -> None:
    assert shown(bert, "t\ud83dhe") == [("the", "t\ufffdhe", "t\ud83dhe")]


def test_decoding(bert: WordPiece) -> None:
    ids = bert.encode("The unaffable cat isn't here, is it?").ids
    assert bert.decode(ids) == "the unaffable cat isn ' t here, is it?"
    assert bert.decode([101, 1996, 102]) == "[CLS] the [SEP]"
    assert bert.decode([101, 1996, 102], special=False) == "the"
    with pytest.raises(TokenizerError, match="no token 30522"):
        bert.decode([30_522])


def test_a_token_by_its_id(bert: WordPiece) -> None:
    token = bert.token(13512)
    assert token.piece.startswith("##")
    assert token.text == token.piece[2:]
    assert bert.token(103).text == "[MASK]"
