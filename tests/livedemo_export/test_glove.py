"""glove: the arithmetic as published, and every rank equal to NumPy's, in torch and onnxruntime."""

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from livedemo_export.ensure import ensure
from livedemo_export.load import load
from livedemo_export.store import Store
from livedemo_site.models.ort_model import OrtModel
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "export/models/glove"
WORDS = (FOLDER / "words.txt").read_text(encoding="utf-8").splitlines()
ROYAL, STATES = ("king", "man", "woman"), ("california", "state", "country")

Answer = tuple[list[str], list[float], Any]  # nearest words, their cosines, cosines of all [V]


@pytest.fixture(scope="module")
def model() -> OrtModel:
    manifests, errors = ensure(ROOT, ["glove"])
    assert not errors
    return OrtModel(Store.open(ROOT), manifests["glove"])


def in_numpy(words: tuple[str, ...], weights: tuple[float, ...]) -> Any:
    """The cosines [V] of all words with a sum, from the committed table, in float64."""
    table = load_file(FOLDER / "table.safetensors")["table"].astype(numpy.float64)
    unit = table / numpy.linalg.norm(table, axis=1, keepdims=True)
    target = sum(w * unit[WORDS.index(word)] for word, w in zip(words, weights, strict=True))
    return unit @ (target / numpy.linalg.norm(target))


def in_torch(words: tuple[str, ...], weights: tuple[float, ...], leave_out: bool) -> Answer:
    ids = torch.tensor([WORDS.index(word) for word in words], dtype=torch.int32)
    run = load(FOLDER).graphs["run"].module
    nearest, cosine, similarity = run(ids, torch.tensor(weights), torch.tensor([leave_out]))
    return [WORDS[i] for i in nearest], cosine.tolist(), similarity.numpy()


def in_onnxruntime(
    model: OrtModel, words: tuple[str, ...], weights: tuple[float, ...], leave_out: bool
) -> Answer:
    ids = [model.words.row(word) for word in words]
    run = asyncio.run(model(ids=ids, weights=list(weights), leave_out=[leave_out]))
    nearest = [model.words[i] for i in run.nearest.tolist()]
    return nearest, run.cosine.tolist(), numpy.array(run.similarity.tolist())


@pytest.mark.parametrize(
    ("words", "leave_out", "first"),
    [
        (ROYAL, False, {"king": 0.885, "queen": 0.853}),
        (ROYAL, True, {"queen": 0.853}),
        (STATES, False, {"america": 0.778, "california": 0.767}),
        (STATES, True, {"america": 0.778}),
    ],
)
def test_the_arithmetic(
    model: OrtModel, words: tuple[str, ...], leave_out: bool, first: dict[str, float]
) -> None:
    weights = (1.0, -1.0, 1.0)
    for nearest, cosines, _ in (
        in_torch(words, weights, leave_out),
        in_onnxruntime(model, words, weights, leave_out),
    ):
        assert nearest[: len(first)] == list(first)
        assert cosines[: len(first)] == pytest.approx(list(first.values()), abs=5e-4)
        assert bool(set(words) & set(nearest)) is not leave_out


@pytest.mark.parametrize(
    ("words", "weights"),
    [
        (ROYAL, (1.0, -1.0, 1.0)),
        (STATES, (1.0, -1.0, 1.0)),
        (("river",), (1.0,)),
        (("she", "he"), (1.0, -1.0)),
    ],
)
def test_every_rank_is_numpy_s(
    model: OrtModel, words: tuple[str, ...], weights: tuple[float, ...]
) -> None:
    exact = in_numpy(words, weights)
    order = numpy.argsort(-exact, kind="stable")  # all 10,000
    for nearest, cosines, similarity in (
        in_torch(words, weights, False),
        in_onnxruntime(model, words, weights, False),
    ):
        assert nearest == [WORDS[i] for i in order[:64]]
        assert cosines == pytest.approx(exact[order[:64]].tolist(), abs=1e-6)
        # a word stands elsewhere only among words whose cosines are the same to six digits
        ours = numpy.argsort(-similarity, kind="stable")
        assert abs(exact[ours] - exact[order]).max() < 1e-6
        assert (ours == order).mean() > 0.99


def test_a_sum_of_nothing_is_like_nothing(model: OrtModel) -> None:
    _, cosines, similarity = in_onnxruntime(model, ("king", "king"), (1.0, -1.0), False)
    assert not any(cosines) and not similarity.any()


def test_vectors_have_length_1(model: OrtModel) -> None:
    rows = [0, 4_999, 9_999]
    vectors = asyncio.run(model.graph("vectors")(ids=rows)).vectors
    assert numpy.linalg.norm(vectors.tolist(), axis=1) == pytest.approx([1, 1, 1], abs=1e-6)


def test_the_card_says_what_was_measured() -> None:
    card = (FOLDER / "card.md").read_text(encoding="utf-8")
    scores = json.loads((FOLDER / "scores.json").read_text())
    assert f"| {scores['lowest_cosine']:.4f} |" in card
    assert f"| {scores['largest_change_of_a_cosine']:.4f} |" in card
    assert f"| {scores['nearest_word_kept']:.1%} |" in card
    assert f"| {scores['ten_nearest_kept']:.1%} |" in card
