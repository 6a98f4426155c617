"""Thousands of texts nobody would write, cut as Hugging Face `tokenizers` cuts them."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from livedemo.tokenizers import BytePair, WordPiece
from tokenizers import Tokenizer as HuggingFace

TEXTS, FEW = 3000, 300  # in full, and where nothing has changed
EVERY = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]


def of(*categories: str) -> list[str]:
    return [c for c in EVERY if unicodedata.category(c) in categories]


WORDS = ["The", "the", "cat", "unaffable", "Straße", "naïve", "ﬁn", "Ǆ", "ĲSSEL", "İstanbul"]
WORDS += ["ΌΣΟΣ", "한국어", "日本語", "ไทย", "हिन्दी"]
CONTRACTIONS = ["'s", "'S", "'t", "'re", "'ve", "'m", "'ll", "'d", "'", "''", "’s", "'l", "'r"]
SPACES = [*" \t\n\r\f\v\x1c\x85\xa0\u1680\u2003\u2028\u2029\u202f\u3000\u200b\ufeff", " \n"]
EMOJI = [
    "😀",
    "👩\u200d🚀",
    "👨\u200d👩\u200d👧",
    "🏳\ufe0f\u200d🌈",
    "👍🏽",
    "🇪🇸",
    "1\ufe0f\u20e3",
    "❤\ufe0f",
]
EMOJI += ["\u200d", "\ufe0f", "🏴\U000e0067\U000e007f"]
ARABIC = ["مرحبا", "القمر", "ـ", "َ", "ٱ", "٣", "؟", "ﷺ", "\u200f", "\u0600"]
SPECIAL = ["<|endoftext|>", "<|endoftext|", "[MASK]", "[CLS]", "[mask]", "[UNK]", "##ing", "Ġ"]
STACKED = ["e\u0301", "\u0323\u0301", "\u0301\u0323", "\u302e", "\u302f\u0301", "\u1734", "Å", "ÅÅ"]
KINDS = {
    "words": [*WORDS, " ", ", ", ". "],
    "contractions": [*WORDS, *CONTRACTIONS, " "],
    "spaces": [*SPACES, "a", "1", "!"],
    "emoji": [*EMOJI, " ", "a"],
    "arabic": [*ARABIC, " "],
    "marks": [*of("Mn", "Mc", "Me"), *STACKED * 100],
    "controls": [*of("Cc", "Cf"), *"ab 1"],
    "numbers": [*of("Nd", "Nl", "No"), " "],
    "punctuation": [*of("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk"), " ", "a"],
    "capitals": [*of("Lu", "Lt"), " "],
    "decomposed": [c for c in EVERY if unicodedata.decomposition(c)],
    "special": [*SPECIAL, "a", " "],
    "anything": EVERY,
}
KINDS["all of it"] = [piece for kind in KINDS.values() for piece in (kind * 200)[:200]]


def sample(kind: str, full: bool) -> list[str]:
    random = Random(kind)
    pieces = KINDS[kind]
    return [
        "".join(random.choices(pieces, k=random.randrange(1, 20)))
        for _ in range(TEXTS if full else FEW)
    ]


def gpt2_agrees(text: str, ours: BytePair, theirs: HuggingFace) -> None:
    expected, tokens = theirs.encode(text), ours.encode(text)
    assert tokens.ids == expected.ids
    assert [token.piece for token in tokens] == expected.tokens
    assert [(token.start, token.end) for token in tokens] == expected.offsets
    assert b"".join(token.bytes for token in tokens) == text.encode()
    assert ours.decode(tokens.ids) == text


def bert_agrees(text: str, ours: WordPiece, theirs: HuggingFace) -> None:
    expected, tokens = theirs.encode(text), ours.encode(text)
    assert tokens.ids == expected.ids
    assert [token.piece for token in tokens] == expected.tokens
    assert ours.decode(tokens.ids) == theirs.decode(expected.ids, skip_special_tokens=False)
    # Where NFD has put accents in another order, theirs are offsets of the places, ours of the
    # characters; everywhere else they are the same.
    if not reordered(text):
        assert [(token.start, token.end) for token in tokens] == expected.offsets


def reordered(text: str) -> bool:
    parts = "".join(unicodedata.normalize("NFD", character) for character in text)
    return parts != unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("kind", KINDS)
def test_gpt2(kind: str, full: bool, gpt2: BytePair, hf_gpt2: HuggingFace) -> None:
    for text in sample(kind, full):
        gpt2_agrees(text, gpt2, hf_gpt2)


@pytest.mark.parametrize("kind", KINDS)
def test_bert(kind: str, full: bool, bert: WordPiece, hf_bert: HuggingFace) -> None:
    for text in sample(kind, full):
        bert_agrees(text, bert, hf_bert)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@settings(max_examples=500, deadline=None)
@given(text=ANY_TEXT)
def test_any_text(
    text: str, gpt2: BytePair, hf_gpt2: HuggingFace, bert: WordPiece, hf_bert: HuggingFace
) -> None:
    gpt2_agrees(text, gpt2, hf_gpt2)
    bert_agrees(text, bert, hf_bert)


def test_decoding_any_ids(
    full: bool, gpt2: BytePair, hf_gpt2: HuggingFace, bert: WordPiece, hf_bert: HuggingFace
) -> None:
    random = Random(0)
    for _ in range(TEXTS if full else FEW):
        for ours, theirs in ((gpt2, hf_gpt2), (bert, hf_bert)):
            ids = random.choices(range(ours.vocabulary_size), k=random.randrange(12))
            ids += list(ours.special.values())[:1]
            assert ours.decode(ids) == theirs.decode(ids, skip_special_tokens=False)
            assert ours.decode(ids, special=False) == theirs.decode(ids)
