"""The rows a BERT learns from: pairs that tell nothing by their style, and tokens hidden fairly."""

from pathlib import Path

import numpy as np
import pytest
import torch
from livedemo import tokenizers
from workshop.architectures import held_out
from workshop.architectures.bert import CLS, MASK, SEP
from workshop.training.library import END, stream
from workshop.training.pairs import IGNORED, Sentences, hide, rows

DOCUMENTS = (
    "Mr. Fox hid. He was scared! Was he?\nYes, he said.",
    "A bird sang. It was glad. It flew away.",
    "One sentence only",
)

STORY = Path(__file__).resolve().parents[2] / "export/models/story-lm"


@pytest.fixture(scope="module")
def tokenizer() -> tokenizers.Tokenizer:
    return tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())


@pytest.fixture(scope="module")
def source(tokenizer: tokenizers.Tokenizer) -> Sentences:
    return Sentences.of(stream([tokenizer.encode(d).ids for d in DOCUMENTS]), tokenizer)


def test_sentences_begin_where_they_should(
    source: Sentences, tokenizer: tokenizers.Tokenizer
) -> None:
    said = [tokenizer.decode(source.segment(i, 99).tolist()) for i in range(len(source.starts))]
    assert said[:4] == [
        DOCUMENTS[0],
        " He was scared! Was he?\nYes, he said.",
        " Was he?\nYes, he said.",
        "\nYes, he said.",
    ]
    assert source.documents.tolist() == [0, 0, 0, 0, 1, 1, 1, 2]
    assert source.later.tolist() == [1, 2, 3, 5, 6]


def test_a_pair_is_followed_or_comes_from_elsewhere(source: Sentences) -> None:
    batch = rows({"a": source}, {"a": 1.0}, (0,), tokens=6400, length=32, rate=0.0, paired=1.0)
    ids = torch.where(batch.labels == IGNORED, batch.ids, batch.labels)
    text = source.tokens.tolist()
    for row, follows in zip(ids.tolist(), batch.follows.tolist(), strict=True):
        first, second = (i for i, token in enumerate(row) if token == SEP)
        a, b = row[1:first], row[first + 1 : second]
        assert row[0] == CLS and a and b and set(row[second + 1 :]) <= {END}
        joined = a + b
        found = any(text[i : i + len(joined)] == joined for i in range(len(text)))
        assert found == (not follows)
        starts = {int(source.starts[i]) for i in source.later}
        assert any(text[i : i + len(b)] == b for i in starts)
    assert 0.4 < batch.follows.float().mean() < 0.6
    assert torch.equal(batch.segments.sum(1) > 0, batch.follows != IGNORED)


def test_rows_are_the_same_for_the_same_seed(source: Sentences) -> None:
    one, same, other = (rows({"a": source}, {"a": 1.0}, seed) for seed in ((0, 1), (0, 1), (0, 2)))
    assert torch.equal(one.ids, same.ids) and torch.equal(one.labels, same.labels)
    assert one.ids.shape != other.ids.shape or not torch.equal(one.ids, other.ids)


def test_tokens_are_hidden_as_bert_hides_them() -> None:
    ids = np.random.default_rng(0).integers(1, MASK, (200, 64))
    ids[:, 0], ids[:, -1] = CLS, SEP
    hidden, labels = hide(ids, 0.15, np.random.default_rng(1))
    chosen = labels != IGNORED
    assert not chosen[:, [0, -1]].any() and chosen.any(1).all()
    assert (labels[chosen] == ids[chosen]).all() and (hidden[~chosen] == ids[~chosen]).all()
    shares = [(hidden[chosen] == MASK).mean(), (hidden[chosen] == ids[chosen]).mean()]
    assert chosen.mean() == pytest.approx(0.15 * 62 / 64, abs=0.01)
    assert shares == pytest.approx([0.8, 0.1], abs=0.03)
