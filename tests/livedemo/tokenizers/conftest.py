"""Our two tokenizers beside those of Hugging Face `tokenizers`, made from the same vocabularies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from livedemo.tokenizers import BytePair, Tokenizer, WordPiece, load
from tokenizers import Tokenizer as HuggingFace
from tokenizers import decoders, models, normalizers, pre_tokenizers

from tests.livedemo.tokenizers.proved import PROOFS, RECORD, digest, proved

MODELS = Path(__file__).parents[3] / "export" / "models"


def vocabulary(tokenizer: Tokenizer) -> dict[str, int]:
    return {tokenizer.token(id).piece: id for id in range(tokenizer.vocabulary_size)}


def halves(tokens: Mapping[str, int]) -> list[tuple[str, str]]:
    """The merges of a byte-level BPE, in order: what the earlier ones leave of each token."""
    merges = []
    for token, id in tokens.items():
        pieces = list(token)
        while len(pieces) > 2:
            pairs = range(len(pieces) - 1)
            rank, i = min((tokens.get(pieces[i] + pieces[i + 1], id), i) for i in pairs)
            assert rank < id
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        if len(pieces) == 2:
            merges.append((pieces[0], pieces[1]))
    return merges


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether to prove everything: when asked to, and where anything has changed."""
    asked = ("--full", "--update")
    return not proved() or any(request.config.getoption(option) for option in asked)


@pytest.fixture(scope="session")
def gpt2() -> BytePair:
    tokenizer = load((MODELS / "gpt2-bpe" / "tokenizer.json").read_bytes())
    assert isinstance(tokenizer, BytePair)
    return tokenizer


@pytest.fixture(scope="session")
def bert() -> WordPiece:
    tokenizer = load((MODELS / "bert-wordpiece" / "tokenizer.json").read_bytes())
    assert isinstance(tokenizer, WordPiece)
    return tokenizer


@pytest.fixture(scope="session")
def hf_gpt2(gpt2: BytePair) -> HuggingFace:
    tokens = vocabulary(gpt2)
    merges = halves({token: id for token, id in tokens.items() if token not in gpt2.special})
    theirs = HuggingFace(models.BPE(tokens, merges))
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    theirs.add_special_tokens(list(gpt2.special))
    return theirs


@pytest.fixture(scope="session")
def hf_bert(bert: WordPiece) -> HuggingFace:
    theirs = HuggingFace(models.WordPiece(vocabulary(bert), unk_token="[UNK]"))
    theirs.normalizer = normalizers.BertNormalizer()
    theirs.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    theirs.decoder = decoders.WordPiece()
    theirs.add_special_tokens(list(bert.special))
    return theirs


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With ``--update``, record what was proved, where all proofs have run and nothing failed."""
    if "PYTEST_XDIST_WORKER" in os.environ:  # which sees a part of it
        return
    ran = {item.path.name for item in getattr(session, "items", ())}
    if session.config.getoption("--update") and exitstatus == 0 and ran >= PROOFS:
        RECORD.write_text(f"{digest()}\n", encoding="utf-8")
