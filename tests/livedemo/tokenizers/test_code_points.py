"""Every code point, as Hugging Face `tokenizers` sees it: the proof of the generated table.

Each code point stands on a line alone, and on the next among neighbours that betray its class:
`a` and `b` run on into a letter, the space before it and `1` into a number, the space alone into
what is neither, and none of them into white space. Thousands go through at once; a line ends every
word, so that one code point's lines do not touch another's.

It is every one of them where the tokenizers or what they are held against have changed since
``proved.txt`` was written, and with ``--full``; a sample otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from livedemo.tokenizers import BytePair, WordPiece
from livedemo.tokenizers.normalise import BertNormaliser
from livedemo.tokenizers.pretokens import words
from tokenizers import Tokenizer as HuggingFace
from tokenizers.normalizers import BertNormalizer

from tests.livedemo.tokenizers.proved import sample

pytestmark = pytest.mark.long

LINES = "{0}\na{0}b {0}1\n"
AT_ONCE = 2048


@pytest.fixture(scope="module")
def every(full: bool) -> list[int]:
    codes = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    return codes if full else sample(codes)


def is_inhabited(code: int) -> bool:
    """Unicode has given characters to planes 0 to 3 and to the beginning of plane 14."""
    return code < 0x40000 or 0xE0000 <= code < 0xE1000


@pytest.fixture(scope="module")
def inhabited(every: list[int]) -> list[int]:
    return [code for code in every if is_inhabited(code)]


@pytest.fixture(scope="module")
def empty(every: list[int]) -> list[int]:
    return [code for code in every if not is_inhabited(code)]


def texts(pattern: str, codes: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(codes), AT_ONCE):
        yield "".join(pattern.format(chr(code)) for code in codes[start : start + AT_ONCE])


def same(ours: Iterable[object], theirs: Iterable[object], text: str) -> None:
    """Fail with the first difference, not with ten thousand lines."""
    for i, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        if our != their:
            pytest.fail(f"{i}: {our!r} is {their!r} to them, in a text from {text[:20]!a}")


def same_words(text: str, theirs: HuggingFace) -> None:
    spans = (span for _, span in theirs.pre_tokenizer.pre_tokenize_str(text))
    same(((at, at + len(word)) for at, word in words(text)), spans, text)


def test_gpt2_cuts_words_as_theirs(inhabited: list[int], hf_gpt2: HuggingFace) -> None:
    for text in texts(LINES, inhabited):
        same_words(text, hf_gpt2)


def test_gpt2_tokens_are_theirs(inhabited: list[int], gpt2: BytePair, hf_gpt2: HuggingFace) -> None:
    for text in texts("{0} a{0}b\n", inhabited):
        ours = gpt2.encode(text)
        same(ours.ids, hf_gpt2.encode(text).ids, text)
        assert gpt2.decode(ours.ids) == text


def test_empty_planes_are_signs_to_gpt2(
    empty: list[int], gpt2: BytePair, hf_gpt2: HuggingFace
) -> None:
    """Neither letters nor numbers: they run on into one word with `!` and with each other."""
    for text in texts("{0}", empty):
        assert list(words(f"!{text}")) == [(0, f"!{text}")]
        same_words(f"!{text}", hf_gpt2)
        same(gpt2.encode(text).ids, hf_gpt2.encode(text).ids, text)


def test_bert_normalises_as_theirs(every: list[int], hf_bert: HuggingFace) -> None:
    for text in texts("{0}a{0}\n", every):
        same(BertNormaliser()(text)[0], hf_bert.normalizer.normalize_str(text), text)


def test_bert_tokens_are_theirs(
    inhabited: list[int], bert: WordPiece, hf_bert: HuggingFace
) -> None:
    for text in texts(LINES, inhabited):
        ours, theirs = bert.encode(text), hf_bert.encode(text)
        same(ours.ids, theirs.ids, text)
        same(((token.start, token.end) for token in ours), theirs.offsets, text)


@pytest.mark.parametrize("step", ["clean", "ideographs", "accents", "lower"])
def test_each_step_of_the_normaliser_alone(step: str, inhabited: list[int]) -> None:
    steps = {name: name == step for name in ("clean", "ideographs", "accents", "lower")}
    theirs = BertNormalizer(
        clean_text=steps["clean"],
        handle_chinese_chars=steps["ideographs"],
        strip_accents=steps["accents"],
        lowercase=steps["lower"],
    )
    for text in texts("{0}", inhabited):
        same(BertNormaliser(**steps)(text)[0], theirs.normalize_str(text), text)
