"""Writes ``finished.safetensors``: the maps that the page begins with, run to their end.

    .venv/bin/python demos/word-map/make.py

t-SNE is chaotic: another processor rounds otherwise, and ends with another map. So these two are
kept, like the weights of a trained model. They are made with the modules and the schedule that the
browser runs, from the same noise.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

HERE = Path(__file__).resolve().parent
GLOVE = HERE.parents[1] / "export/models/glove"
SEED, PERPLEXITY = 3, 30  # the demo's defaults


def points() -> Tensor:
    """The vectors of the words on the map, [N, 50], each of length 1."""
    from groups import WORDS

    rows = {
        word: row
        for row, word in enumerate((GLOVE / "words.txt").read_text(encoding="utf-8").splitlines())
    }
    table = load_file(GLOVE / "table.safetensors")["table"].float()
    return torch.nn.functional.normalize(table[[rows[word] for word in WORDS]])


def descend(vectors: Tensor, dimensions: int) -> tuple[Tensor, Tensor]:
    """A finished map of these words [N, E], and its KL divergence []."""
    import maps
    from tsne import Affinities, Descent

    chances, constant = Affinities()(vectors, torch.tensor(float(PERPLEXITY)))
    places = torch.tensor(maps.noise(len(vectors), dimensions, SEED).tolist())
    step, kl = Descent(1), torch.tensor(0.0)
    for iteration in range(maps.ITERATIONS):
        if iteration in (0, maps.EARLY):
            velocity, gains = torch.zeros_like(places), torch.ones_like(places)
        exaggeration, momentum = map(torch.tensor, maps.phase(iteration))
        places, velocity, gains, kl = step(
            *(chances, constant, places, velocity, gains),
            *(exaggeration, momentum, torch.tensor(maps.rate(len(vectors)))),
        )
    return places, kl


def main() -> None:
    """Make both maps."""
    vectors = points()
    (flat, less), (solid, more) = descend(vectors, 2), descend(vectors, 3)
    kl = torch.stack([less, more])
    save_file({"flat": flat, "solid": solid, "kl": kl}, HERE / "finished.safetensors")
    print(f"KL divergence {less:.3f} in two dimensions, {more:.3f} in three")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
