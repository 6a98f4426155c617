"""From a Hugging Face tokenizer to our file and back to the same tokens."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from livedemo.tokenizers import BytePair, load
from livedemo.tokenizers.compact import CompactError, compact
from tokenizers import Tokenizer as HuggingFace
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

SYLLABLES = [*"aeioust", "the ", "ing", " 12", "'s", "é", "한", "\n", "  ", "!", "🦊", "aaa"]
SPECIAL = ["<|endoftext|>", "<|a b|>"]


def texts(seed: int, count: int = 200) -> list[str]:
    random = Random(seed)
    return ["".join(random.choices(SYLLABLES, k=random.randrange(60))) for _ in range(count)]


def trained(seed: int = 0, alphabet: bool = True) -> HuggingFace:
    """A small byte-level BPE, as a model of ours has it."""
    tokenizer = HuggingFace(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet() if alphabet else []
    trainer = trainers.BpeTrainer(
        vocab_size=500, special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator(texts(seed), trainer)
    return tokenizer


def wordpiece(**normaliser: Any) -> HuggingFace:
    """A small WordPiece, as a model of ours has it."""
    tokenizer = HuggingFace(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=20))
    tokenizer.normalizer = normalizers.BertNormalizer(**normaliser)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    trainer = trainers.WordPieceTrainer(
        vocab_size=100, special_tokens=["[PAD]", "[UNK]", "[MASK]"], show_progress=False
    )
    tokenizer.train_from_iterator(texts(0), trainer)
    return tokenizer


def same(theirs: HuggingFace, texts: list[str]) -> dict[str, Any]:
    """Check that our tokenizer made from theirs gives their tokens; the file as an object."""
    file = compact(theirs.to_str())
    ours = load(file)
    assert ours.vocabulary_size == theirs.get_vocab_size()
    assert all(ours.token(id).piece == piece for piece, id in theirs.get_vocab().items())
    for text in texts:
        expected, tokens = theirs.encode(text), ours.encode(text)
        assert tokens.ids == expected.ids
        assert [(token.start, token.end) for token in tokens] == expected.offsets
        assert ours.decode(tokens.ids) == theirs.decode(tokens.ids, skip_special_tokens=False)
    contents: dict[str, Any] = json.loads(file)
    return contents


@pytest.mark.parametrize("seed", range(4))
def test_a_trained_bpe(seed: int) -> None:
    theirs = trained(seed)
    file = same(theirs, [*texts(seed + 100), "<|endoftext|>a<|a b|><|a"])
    assert file["special"] == {"<|endoftext|>": 0, "<|a b|>": 1}
    assert "merges" not in file


def test_merges_are_kept_where_the_order_of_tokens_does_not_tell() -> None:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    # abc is first made as a+bc; ab+c makes it too, and comes sooner wherever ab does.
    merges = [("b", "c"), ("a", "bc"), ("a", "b"), ("ab", "c"), ("c", "c")]
    made = ["bc", "abc", "ab", "cc"]
    vocabulary = {token: id for id, token in enumerate([*letters, *made])}
    theirs = HuggingFace(models.BPE(vocabulary, merges))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    random = Random(0)
    file = same(theirs, ["".join(random.choices("abc", k=9)) for _ in range(300)])
    assert file["merges"].startswith("b c a bc")
    assert isinstance(load(json.dumps(file)), BytePair)


def test_merges_as_they_were_written_before() -> None:
    theirs = json.loads(trained().to_str())
    now = compact(json.dumps(theirs))
    theirs["model"]["merges"] = [" ".join(pair) for pair in theirs["model"]["merges"]]
    assert compact(json.dumps(theirs)) == now


@pytest.mark.parametrize(
    "normaliser",
    [
        {},
        {"lowercase": False},
        {"lowercase": False, "strip_accents": True},
        {"strip_accents": False},
        {"clean_text": False, "handle_chinese_chars": False},
    ],
)
def test_a_trained_wordpiece(normaliser: dict[str, bool]) -> None:
    words = [*texts(1), "ÉTÉ été\x00 the\x85the 中the", "the" * 7, "İ[MASK]Σ"]
    file = same(wordpiece(**normaliser), words)
    assert file["options"]["longest"] == 20


def changed(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(theirs: dict[str, Any]) -> None:
        for path, value in changes.items():
            *parents, name = path.split("__")
            target: Any = theirs
            for parent in parents:
                target = target[int(parent) if parent.isdigit() else parent]
            target[name] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed(model__type="Unigram"), "model Unigram: only BPE and WordPiece"),
        (changed(model__dropout=0.1), "BPE: dropout is 0.1; only null or 0.0"),
        (changed(model__byte_fallback=True), "BPE: byte_fallback is true; only null or false"),
        (changed(model__ignore_merges=True), "BPE: ignore_merges"),
        (changed(model__unk_token="?"), "BPE: unk_token"),
        (changed(normalizer={"type": "NFC"}), "normalizer is"),
        (changed(pre_tokenizer={"type": "Whitespace"}), "Whitespace: type"),
        (changed(pre_tokenizer__add_prefix_space=True), "ByteLevel: add_prefix_space is true"),
        (changed(pre_tokenizer__use_regex=False), "ByteLevel: use_regex"),
        (changed(added_tokens__0__lstrip=True), r"<\|endoftext\|>: lstrip is true"),
        (changed(added_tokens__0__special=False), r"<\|endoftext\|>: special is false"),
        (changed(added_tokens__0__id=9999), "has id 9999, but ids end at 499"),
        (changed(model__vocab__extra=9999), "gaps"),
    ],
)
def test_what_could_not_be_imitated_is_refused(
    change: Callable[[dict[str, Any]], None], message: str
) -> None:
    theirs = json.loads(trained().to_str())
    change(theirs)
    with pytest.raises(CompactError, match=message):
        compact(json.dumps(theirs))


def test_a_bpe_without_all_bytes_is_refused() -> None:
    with pytest.raises(CompactError, match=r"initial_alphabet=pre_tokenizers\.ByteLevel\.alphabet"):
        compact(trained(alphabet=False).to_str())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (changed(pre_tokenizer={"type": "Whitespace"}), "Whitespace: type"),
        (changed(normalizer=None), "type is null"),
        (changed(decoder__prefix="@@"), "WordPiece: prefix"),
        (changed(model__unk_token="<unk>"), "the unknown token <unk> is not in the vocabulary"),
    ],
)
def test_a_wordpiece_unlike_berts_is_refused(
    change: Callable[[dict[str, Any]], None], message: str
) -> None:
    theirs = json.loads(wordpiece().to_str())
    change(theirs)
    with pytest.raises(CompactError, match=message):
        compact(json.dumps(theirs))
