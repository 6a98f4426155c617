"""Words by row, rows by word, and what a mistyped word may have meant."""

import pytest
from livedemo.vocabulary import Words

WORDS = Words("the\nqueen\nqueens\nkönig\ncomputer\n’s\n".encode())


def test_rows_and_words() -> None:
    assert (len(WORDS), WORDS[1], WORDS[-1]) == (6, "queen", "’s")
    assert WORDS[1:3] == ["queen", "queens"]
    assert [WORDS.row(word) for word in WORDS] == list(range(6))
    assert WORDS.row("Queen") is None
    assert "könig" in WORDS and "konig" not in WORDS


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("quen", ["queen", "queens"]),
        ("queen", ["queens"]),  # not the word itself
        ("computor", ["computer"]),
        ("xyz", []),
        ("", []),
        ("e\u0301", []),
    ],
)
def test_near_words(typed: str, near: list[str]) -> None:
    assert WORDS.near(typed) == near
    assert WORDS.near(typed, 1) == near[:1]
