"""A matrix that is larger than one shard, and three words."""

from pathlib import Path

import torch
from livedemo_export import Graph, Input, Model, Tolerance

WIDTH = 1200
HERE = Path(__file__).parent


class Whole(torch.nn.Module):
    """Multiply a row by a matrix, and sum it up."""

    def __init__(self) -> None:
        super().__init__()
        rows = torch.arange(WIDTH * WIDTH, dtype=torch.float32).reshape(WIDTH, WIDTH)
        self.matrix = torch.nn.Parameter((rows * 0.618) % 1 / WIDTH)

    def forward(self, x: torch.Tensor) -> torch.Tensor:  # [1, WIDTH] -> [1]
        return (x @ self.matrix).sum(1)


def build() -> Model:
    """One graph, one file of weights and a tokenizer."""
    return Model(
        graphs={
            "run": Graph(
                module=Whole().eval(),
                inputs={"x": Input("float32", (1, WIDTH))},
                outputs={"sums": (1,)},
                examples=[{"x": torch.ones(1, WIDTH) * n} for n in (1, 2)],
            )
        },
        assets={"tokenizer": HERE / "words.json"},
        tolerance=Tolerance(atol=1e-2, rtol=1e-3),
        facts={"title": "a large matrix", "parameters": WIDTH * WIDTH},
    )
