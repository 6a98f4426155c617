"""t-SNE's and PCA's graphs against scikit-learn and NumPy, and what the map claims."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable
from typing import Any, TypeVar

import numpy
import pytest
from livedemo.demo import Demo
from livedemo.tensor import Tensor
from livedemo_site.models.ort_model import OrtModel
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import TSNE, _t_sne

from tests.demos.running import TEXTS, demo_of, last, models_of, named

Array = numpy.ndarray[Any, Any]
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def models() -> dict[str, OrtModel]:
    return models_of("glove", "word-map")


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_of("word-map")


@pytest.fixture(scope="module")
def parts(demo: Demo) -> Any:
    """The demo's own module, with what it imports."""
    return sys.modules[demo.function.__module__]


@pytest.fixture(scope="module")
def noise(demo: Demo) -> Any:
    """Places before the first iteration, by words, dimensions and seed."""
    return sys.modules[demo.function.__module__.removesuffix("demo") + "maps"].noise


def now(waited: Awaitable[Result]) -> Result:
    async def wait() -> Result:
        return await waited

    return asyncio.run(wait())


def array(tensor: Tensor) -> Array:
    return numpy.array(tensor.tolist())


@pytest.fixture(scope="module")
def vectors(parts: Any, models: dict[str, OrtModel]) -> Tensor:
    glove = models["glove"]
    rows = [glove.words.row(word) for word in parts.WORDS]
    found: Tensor = now(glove.graph("vectors")(ids=rows)).vectors
    return found


def kept(html: str) -> float:
    found = re.search(r"nearest words, ([\d.]+) are among", html)
    assert found
    return float(found[1])


def test_the_words_are_five_hundred_and_frequent(parts: Any, models: dict[str, OrtModel]) -> None:
    words, known = parts.WORDS, models["glove"].words
    assert len(words) == len(set(words)) == 512
    assert all(word in known for word in words)
    others = {word for name, group in parts.GROUPS.items() if name != parts.REST for word in group}
    rest = [w for w in known if w.isascii() and w.isalpha() and len(w) > 2 and w not in others]
    assert parts.GROUPS[parts.REST] == rest[:210]


@pytest.mark.parametrize("perplexity", [5, 30, 100])
def test_affinities_are_those_of_scikit_learn(
    vectors: Tensor, models: dict[str, OrtModel], perplexity: int
) -> None:
    ours = now(
        models["word-map"].graph("affinities")(vectors=vectors, perplexity=float(perplexity))
    ).chances
    squared = pdist(array(vectors), "sqeuclidean").astype(numpy.float32)
    theirs = squareform(_t_sne._joint_probabilities(squareform(squared), perplexity, 0))
    assert numpy.abs(array(ours) - theirs).max() / theirs.max() < 1e-3


def test_the_divergence_is_that_of_scikit_learn(
    vectors: Tensor,
    models: dict[str, OrtModel],
    parts: Any,
    noise: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From the same places; float32 and float64 part ways, so single runs may end elsewhere."""
    ours, theirs = [], []
    for seed in (1, 2):
        start = noise(len(vectors), 2, seed)

        async def run(seed: int = seed, start: Tensor = start) -> float:
            descent = parts.Descent(models["word-map"], 2, seed)
            descent.begin(vectors, 30)
            assert descent.places.tolist() == start.tolist()
            async for _ in descent.go_on():
                pass
            assert descent.finished
            return float(descent.kl)

        ours.append(asyncio.run(run()))
        peer = TSNE(
            method="exact",
            init=array(start).astype(numpy.float32),
            perplexity=30,
            max_iter=parts.ITERATIONS,
        ).fit(array(vectors).astype(numpy.float32))
        theirs.append(float(peer.kl_divergence_))
    with capsys.disabled():
        print("\nKL divergence, ours and scikit-learn's:", numpy.round([ours, theirs], 3).tolist())
    assert numpy.mean(ours) == pytest.approx(numpy.mean(theirs), rel=0.05)
    assert ours == pytest.approx(theirs, rel=0.1)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_an_iteration_follows_the_gradient(
    dimensions: int, vectors: Tensor, models: dict[str, OrtModel], noise: Any
) -> None:
    import torch

    chances = now(models["word-map"].graph("affinities")(vectors=vectors, perplexity=30.0))
    p = torch.tensor(chances.chances.tolist(), dtype=torch.float64)
    y = 1e4 * torch.tensor(noise(512, dimensions, 7).tolist(), dtype=torch.float64)
    y.requires_grad_()
    near = 1 / (1 + ((y[:, None] - y[None, :]) ** 2).sum(2))
    total = near.sum() - 512  # none of a word with itself
    kl = torch.special.xlogy(p, p).sum() - (p * (near / total).log()).sum()
    kl.backward()
    assert y.grad is not None
    tsne = models["word-map"].graph("descend")
    rate, iterations = 1e-3, models["word-map"].facts["iterations"]
    flat = [[float(x) for x in row] for row in y.tolist()]
    run = now(
        tsne(
            chances=chances.chances,
            constant=chances.constant,
            places=flat,
            velocity=[[0.0] * dimensions] * 512,
            gains=[[1.0] * dimensions] * 512,
            exaggeration=1.0,
            momentum=0.0,
            rate=rate,
        )
    )
    # without a velocity the gains shrink by a fifth; then they grow, for all goes on as it went
    expected = -y.grad.numpy() * (0.8 + 0.2 * (iterations - 1))
    speed = array(run.next_velocity) / rate
    assert numpy.abs(speed - expected).max() < 0.02 * numpy.abs(expected).max()
    assert run.kl.item() == pytest.approx(kl.item(), rel=1e-3)


def test_principal_directions_are_those_of_numpy(
    vectors: Tensor, models: dict[str, OrtModel]
) -> None:
    run = now(models["word-map"].graph("principal")(vectors=vectors))
    x = array(vectors)
    x = x - x.mean(0)
    values, directions = numpy.linalg.eigh(x.T @ x)
    along = x @ directions[:, ::-1][:, :3]
    ours = array(run.places)
    signs = numpy.sign((ours * along).sum(0))
    numpy.testing.assert_allclose(ours, along * signs, atol=1e-4)
    numpy.testing.assert_allclose(array(run.shares), values[::-1][:3] / values.sum(), atol=1e-5)


def test_neighbours_are_those_of_the_cosine(vectors: Tensor, models: dict[str, OrtModel]) -> None:
    run = now(models["word-map"].graph("neighbours")(points=vectors))
    x = array(vectors)
    cosines = x @ x.T - 2 * numpy.eye(len(x))
    best = numpy.sort(cosines, axis=1)[:, ::-1][:, :10]
    found = numpy.take_along_axis(cosines, array(run.rows).astype(int), axis=1)
    numpy.testing.assert_allclose(found, best, atol=1e-5)
    numpy.testing.assert_allclose(array(run.distances), numpy.sqrt(2 - 2 * best), atol=1e-3)


def test_a_flat_map_keeps_fewer_than_six_of_ten(demo: Demo, models: dict[str, OrtModel]) -> None:
    assert 5 < kept(last(demo, models)) < 6
    for seed in (1, 2):
        assert 5 < kept(last(demo, models, seed=seed)) < 6


def test_pca_keeps_one_or_two(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, method="pca", guess="1 or 2")
    assert "You were right: 1 or 2." in html
    assert "holds 23\u00a0% of all variance" in html
    assert kept(last(demo, models, method="pca", dimensions="3")) > kept(html)


def of(html: str, word: str) -> int:
    """How many of a word's nearest stay near it."""
    found = re.search(rf"of those of “{word}”, (\d+)", html)
    assert found
    return int(found[1])


def test_the_order_of_distances_is_kept_in_part(demo: Demo, models: dict[str, OrtModel]) -> None:
    for inputs, told in (({}, 0.64), ({"dimensions": "3"}, 0.75), ({"method": "pca"}, 0.67)):
        found = re.search(r"agree with the true ones to ([\d.]+) ", last(demo, models, **inputs))
        assert found and float(found[1]) == pytest.approx(told, abs=0.02)


def test_a_third_dimension_helps_on_average_and_not_apple(
    demo: Demo, models: dict[str, OrtModel]
) -> None:
    flat, deep = (last(demo, models, dimensions=d) for d in ("2", "3"))
    assert kept(deep) > kept(flat) + 0.2
    assert [of(html, "apple") for html in (flat, deep)] == [4, 3]
    assert of(last(demo, models, method="pca"), "apple") == 1


def test_a_run_begins_with_noise_and_can_be_resumed(
    demo: Demo, models: dict[str, OrtModel], parts: Any
) -> None:
    async def press(state: dict[str, Any], **inputs: object) -> tuple[list[str], dict[str, Any]]:
        said = []
        running = demo.run({"seed": 9, **inputs}, named(demo, models), state)
        async for frame in running:
            said.append(frame.html)
            state = frame.state
            if len(said) == 3:
                break
        await running.aclose()
        return said, state

    async def story() -> None:
        first, state = await press({})
        assert "Before the first iteration" in first[0]
        done = int(re.findall(r"after (\d+) iterations of 1,000", first[-1])[0])
        parts.Descent.known(models["word-map"], 2, 9, 30, tuple(parts.WORDS))._left = 0.0  # a pause
        picked, state = await press(state, text="fox")
        assert len(picked) == 1  # a word that is picked does not start it again
        assert f"after {done} iterations" in picked[0]
        again, state = await press(state, text="fox", run=1)
        assert f"after {done} iterations" in again[0]
        assert f"after {done} iterations" not in again[-1]

    asyncio.run(story())


def test_a_word_of_ones_own_is_put_on_the_map(demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, method="pca", text="Guitar ")
    assert "of those of “guitar”" in html
    assert "A map of 513 words" in html
    assert "piano" not in html


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_gives_a_map(text: str, demo: Demo, models: dict[str, OrtModel]) -> None:
    html = last(demo, models, text=text)
    assert "ld-scatter" in html
    assert "<script" not in html
    assert "\ud800" not in html
    assert ("is not among the 10,000 words" in html) == bool(text.strip())
