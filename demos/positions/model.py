"""Three ways to tell a model where a token stands, each for all pairs of places.

In the shapes N = places, P = pairs of numbers, d = 216 numbers of a learned row.
"""

from pathlib import Path

import torch
from livedemo_export import Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn

READS = ("../../export/models/story-lm/weights.safetensors",)
TABLE = "transformer.wpe.weight"
N, P = 32, 8
BASE = 10_000.0  # from the fastest pair to the slowest, in the first Transformer and in RoPE


def angles() -> Tensor:
    """By how much each pair is turned at each place, in radians: [N, P]."""
    speeds = BASE ** (-torch.arange(P) / P)
    return torch.arange(N)[:, None] * speeds


class Sinusoids(nn.Module):
    """The positions of Vaswani et al. 2017: each pair is a sine and a cosine."""

    table: Tensor

    def __init__(self) -> None:
        super().__init__()
        turned = angles()
        table = torch.stack([turned.sin(), turned.cos()], -1)  # [N, P, 2]
        self.register_buffer("table", table, persistent=False)

    def forward(self, first: Tensor, second: Tensor) -> tuple[Tensor, ...]:
        """The pairs of two places [P, 2], their products [P], and those of all places [N, N]."""
        one, other = (self.table.index_select(0, place)[0] for place in (first, second))
        rows = self.table.view(N, -1)
        return one, other, (one * other).sum(-1), rows @ rows.T


class Learned(nn.Module):
    """The positions that a GPT-2 learned: a row of numbers for each place."""

    table: Tensor

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.register_buffer("table", table[:N].clone(), persistent=False)

    def forward(self, first: Tensor, second: Tensor) -> tuple[Tensor, ...]:
        """The rows of two places [d], and the cosines of all of them [N, N]."""
        one, other = (self.table.index_select(0, place)[0] for place in (first, second))
        rows = torch.nn.functional.normalize(self.table)
        return one, other, rows @ rows.T


class Rotary(nn.Module):
    """RoPE (Su et al. 2021): query and key are turned, pair by pair, by where they stand."""

    sin: Tensor
    cos: Tensor

    def __init__(self) -> None:
        super().__init__()
        turned = angles()
        self.register_buffer("sin", turned.sin(), persistent=False)
        self.register_buffer("cos", turned.cos(), persistent=False)

    def turned(self, pairs: Tensor) -> Tensor:
        """Pairs [P, 2] as they are at each place: [N, P, 2]."""
        x, y = pairs[:, 0], pairs[:, 1]
        return torch.stack([x * self.cos - y * self.sin, x * self.sin + y * self.cos], -1)

    def forward(
        self, key: Tensor, query: Tensor, first: Tensor, second: Tensor
    ) -> tuple[Tensor, ...]:
        """The key at the first place and the query at the second [P, 2], their products [P].

        The last are the scores of a key at each place and a query at each: [N, N].
        """
        keys, queries = self.turned(key), self.turned(query)
        one, other = keys.index_select(0, first)[0], queries.index_select(0, second)[0]
        scores = keys.view(N, -1) @ queries.view(N, -1).T
        return one, other, (one * other).sum(-1), scores


def pair(first: int, second: int) -> dict[str, Tensor]:
    """Two places, counted from 0, as the graphs take them."""
    return {
        "first": torch.tensor([first], dtype=torch.int32),
        "second": torch.tensor([second], dtype=torch.int32),
    }


def build() -> Model:
    """What the exporter makes of it."""
    made = torch.Generator().manual_seed(0)
    learned = load_file(Path(__file__).parent / READS[0])[TABLE].float()
    place, pairs = Input("int32", (1,)), Input("float32", (P, 2))
    places = {"first": place, "second": place}
    at = [pair(2, 6), pair(31, 0)]
    parts = {"one": (P, 2), "other": (P, 2), "parts": (P,), "all": (N, N)}
    return Model(
        graphs={
            "sinusoids": Graph(Sinusoids(), places, parts, at),
            "learned": Graph(
                Learned(learned),
                places,
                {"one": (learned.shape[1],), "other": (learned.shape[1],), "all": (N, N)},
                at,
            ),
            "rotary": Graph(
                Rotary(),
                {"key": pairs, "query": pairs, **places},
                parts,
                [
                    {
                        "key": torch.randn(P, 2, generator=made),
                        "query": torch.randn(P, 2, generator=made),
                        **example,
                    }
                    for example in at
                ],
            ),
        },
        facts={"title": "three kinds of positions", "licence": "MIT", "parameters": 0},
    )
