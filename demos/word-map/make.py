"""Writes ``finished.safetensors``: the maps that the page begins with, run to their end.

    .venv/bin/python demos/word-map/make.py

t-SNE is chaotic: another processor rounds otherwise, and ends with another map. So these two are
kept, like the weights of a trained model. They are made with the modules and the schedule that the
browser runs, from the same noise.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from torch import Tensor

HERE = Path(__file__).resolve().parent
GLOVE = HERE.parents[1] / "export/models/glove"
SEED, PERPLEXITY = 3, 30  # the demo's defaults


def points(words: Sequence[str]) -> Tensor:
    """The vectors of these words, [N, 50], each of length 1."""
    known = (GLOVE / "words.txt").read_text(encoding="utf-8").splitlines()
    rows = {word: row for row, word in enumerate(known)}
    table = load_file(GLOVE / "table.safetensors")["table"].float()
    return torch.nn.functional.normalize(table[[rows[word] for word in words]])


def descend(vectors: Tensor, dimensions: int) -> tuple[Tensor, Tensor]:
    """A finished map of these words [N, E], and its KL divergence []."""
    maps, graphs = import_module("maps"), import_module("graphs")
    chances, constant = graphs.Affinities()(vectors, torch.tensor(float(PERPLEXITY)))
    places = torch.tensor(maps.noise(len(vectors), dimensions, SEED).tolist())
    step, kl = graphs.Descent(1), torch.tensor(0.0)
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
    vectors = points(import_module("groups").WORDS)
    (flat, less), (solid, more) = descend(vectors, 2), descend(vectors, 3)
    kl = torch.stack([less, more])
    HERE.joinpath("finished.safetensors").write_bytes(
        save({"flat": flat, "solid": solid, "kl": kl})
    )
    print(f"KL divergence {less:.3f} in two dimensions, {more:.3f} in three")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
