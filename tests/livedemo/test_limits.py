"""What a figure leaves out is said, in one way."""

import pytest
from livedemo import fit, some, tail
from livedemo.tokenizers import Encoding, Token

TOKENS = Encoding(Token(i, b"a", "a", i, i + 1, "a") for i in range(5))


def test_what_fits_is_as_it_was() -> None:
    assert fit(TOKENS, 5) == (TOKENS, "")
    assert fit("", 3, "letter") == ("", "")


def test_the_first_stay_and_the_rest_is_counted() -> None:
    kept, said = fit(TOKENS, 3)
    assert kept.ids == [0, 1, 2]  # still an encoding
    assert said == "The figure takes the first 3 tokens; 2 tokens are left out."


def test_the_last_stay_where_the_author_says_so() -> None:
    kept, said = fit(TOKENS, 4, keep="last")
    assert kept.ids == [1, 2, 3, 4]
    assert said == "The figure takes the last 4 tokens; 1 token is left out before them."


def test_things_have_names() -> None:
    kept, said = fit(["a", "b", "c"], 1, "word or space", "words and spaces")
    assert kept == ["a"]
    assert said == ("The figure takes the first 1 word or space; 2 words and spaces are left out.")


@pytest.mark.parametrize(
    ("items", "between", "said"),
    [
        ("", ", ", ""),
        ("abc", ", ", "a, b, c"),
        ("abcd", ", ", "a, b, c and 1 more"),
        ("abcde", "; ", "a; b; c; and 2 more"),
        ("abcd", " ", "a b c and 1 more"),
    ],
)
def test_some_of_many(items: str, between: str, said: str) -> None:
    assert some(items, between=between) == said


def test_the_tail_of_a_text_is_what_its_last_tokens_cover() -> None:
    assert tail("aaaaa", TOKENS) == "aaaaa"
    assert tail("aaaaa", TOKENS[3:]) == "…aa"
    assert tail("", TOKENS[:0]) == ""
