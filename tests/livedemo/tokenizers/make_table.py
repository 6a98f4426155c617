"""Writes `livedemo/tokenizers/table.py`: how Hugging Face `tokenizers` sees each code point.

    python tests/livedemo/tokenizers/make_table.py

Every code point is shown to `tokenizers` itself, so the table holds what its crates do, whichever
versions of Unicode they follow. Run it when the pinned `tokenizers` changes; `test_code_points.py`
tells when it has to be.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from textwrap import fill

import livedemo.tokenizers
import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import ByteLevel

TABLE = Path(livedemo.tokenizers.__file__).parent / "table.py"
CHARACTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def one_word(before: str, after: str) -> set[str]:
    """The characters that GPT-2's pattern leaves in one word with `before` and `after`."""
    cut = ByteLevel(add_prefix_space=False).pre_tokenize_str
    return {c for c in CHARACTERS if len(cut(before + c + after)) == 1}


def changed(function: Callable[[str], str]) -> dict[str, str]:
    """Each character that `function` changes, and into what."""
    return {c: result for c in CHARACTERS if (result := function(c)) != c}


def bert(**switches: bool) -> dict[str, str]:
    """Each character that these switches of BERT's normaliser change, and into what."""
    off = {"clean_text": False, "handle_chinese_chars": False}
    off |= {"strip_accents": False, "lowercase": False}
    return changed(BertNormalizer(**{**off, **switches}).normalize_str)


def punctuation() -> set[str]:
    """The characters that BERT makes words of their own."""
    cut = tokenizers.pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    return {c for c in CHARACTERS if len(cut(f"a{c}a")) == 3}


def combining() -> set[str]:
    """The characters whose combining class isn't 0, so that NFD puts them in order.

    Which class it is, is Unicode's own affair and never changes once given; checked here.
    """
    nfd = NFD().normalize_str
    # Of class 1 and of class 240, the first and the last; whatever has a class moves past one.
    first, last = "\u0334", "\u0345"
    found = {
        c
        for c in CHARACTERS
        if nfd(c) == c and (nfd(c + first) != c + first or nfd(last + c) != last + c)
    }
    by_class = {unicodedata.combining(c): c for c in found}
    for c in found:
        for order, other in by_class.items():
            moves = unicodedata.combining(c) > order
            assert (nfd(c + other) != c + other) == moves, (hex(ord(c)), order)
    return found


def decomposed() -> set[str]:
    """The characters that NFD takes apart; checked to be as in Python's `unicodedata`."""
    found = changed(NFD().normalize_str)
    assert all(unicodedata.normalize("NFD", c) == parts for c, parts in found.items())
    return set(found)


def base36(number: int) -> str:
    """`number` in the digits that `int(…, 36)` reads."""
    head, last = divmod(number, 36)
    return (base36(head) if head else "") + DIGITS[last]


def run_lengths(characters: set[str]) -> Iterator[int]:
    """The lengths of the runs outside and inside the set by turns."""
    edge = 0
    inside = False
    for code in range(0x110001):
        if (code < 0x110000 and chr(code) in characters) != inside:
            yield code - edge
            edge, inside = code, not inside


def steps(mapping: dict[str, str]) -> Iterator[int]:
    """`mapping` as runs of four numbers: gap since the last, count, stride, distance (zigzag)."""
    codes = sorted((ord(c), ord(result) - ord(c)) for c, result in mapping.items())
    last = 0
    while codes:
        (start, distance), stride = codes[0], 1
        if len(codes) > 1 and codes[1] == (start + 2, distance):
            stride = 2
        count = 1
        while count < len(codes) and codes[count] == (start + count * stride, distance):
            count += 1
        yield from (
            start - last,
            count,
            stride,
            distance * 2 if distance >= 0 else ~distance * 2 + 1,
        )
        last = start
        del codes[:count]


def constant(name: str, comment: str, numbers: Iterable[int]) -> str:
    """One constant of the table, as source."""
    joined = fill(" ".join(map(base36, numbers)), 99, break_on_hyphens=False)
    return f'# {comment}\n{name} = """\n{joined}\n"""\n'


def main() -> None:
    """Write the table."""
    cleaned = bert(clean_text=True)
    lowered = bert(lowercase=True)
    letters, numbers = one_word("a", "a"), one_word("1", "1")
    several = {c: result for c, result in lowered.items() if len(result) > 1}
    sets = {
        "LETTERS": ("GPT-2's letters", letters),
        "NUMBERS": ("GPT-2's numbers", numbers),
        "SPACES": (
            "White space to both",
            set(CHARACTERS) - one_word("!", "!") - letters - numbers,
        ),
        "DROPPED": ("What BERT drops", {c for c, result in cleaned.items() if not result}),
        "IDEOGRAPHS": (
            "What BERT puts spaces around",
            set(bert(handle_chinese_chars=True)),
        ),
        "PUNCTUATION": ("What BERT makes a word of its own", punctuation()),
        "DECOMPOSED": ("What NFD takes apart", decomposed()),
        "COMBINING": ("What NFD puts in order", combining()),
        "MARKS": (
            "The accents that BERT strips",
            {c for c, result in bert(strip_accents=True).items() if not result},
        ),
    }
    head = (
        f'"""Characters as Hugging Face `tokenizers` {tokenizers.__version__} sees them.\n\n'
        "Generated by `make_table.py` of the tests; not to be edited. Numbers are in base 36:\n"
        "the lengths of the runs outside and inside a set by turns. LOWER is runs of four: gap\n"
        'since the start of the last run, count, stride, and distance (zigzag).\n"""\n'
    )
    parts = [constant(name, comment, run_lengths(codes)) for name, (comment, codes) in sets.items()]
    single = {c: result for c, result in lowered.items() if c not in several}
    parts.append(constant("LOWER", "Lower case, one character at a time", steps(single)))
    parts.append(f"LOWER_SEVERAL = {several!a}\n".replace("'", '"'))
    TABLE.write_text("\n".join([head, *parts]), "utf-8")


if __name__ == "__main__":
    main()
