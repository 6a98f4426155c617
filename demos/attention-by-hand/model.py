"""One head of attention without anything around it: what its five steps make of numbers by hand.

In the shapes N = 4 tokens, d = 2 numbers of a query, a key or a value.
"""

import math

import torch
from livedemo_export import Graph, Input, Model
from torch import Tensor, nn

N, D = 4, 2


class Head(nn.Module):
    """Scaled dot-product attention of one token (Vaswani et al. 2017), step by step."""

    def forward(
        self, query: Tensor, keys: Tensor, values: Tensor, seen: Tensor
    ) -> tuple[Tensor, ...]:
        """From query [d], keys and values [N, d], seen [N]: the steps, in the order of `build`."""
        products = query * keys  # [N, d]
        dots = products.sum(1)  # [N]
        scaled = dots / math.sqrt(D)
        powers = torch.where(seen, torch.exp(scaled), 0.0)
        weights = torch.softmax(torch.where(seen, scaled, -1e9), dim=0)
        parts = weights[:, None] * values  # [N, d]
        return products, dots, scaled, powers, weights, parts, parts.sum(0)


def build() -> Model:
    """What the exporter makes of it."""
    made = torch.Generator().manual_seed(0)

    def whole(*shape: int) -> Tensor:
        return torch.randint(-3, 4, shape, generator=made).float()

    return Model(
        graphs={
            "run": Graph(
                module=Head(),
                inputs={
                    "query": Input("float32", (D,)),
                    "keys": Input("float32", (N, D)),
                    "values": Input("float32", (N, D)),
                    "seen": Input("bool", (N,)),
                },
                outputs={
                    "products": (N, D),
                    "dots": (N,),
                    "scaled": (N,),
                    "powers": (N,),
                    "weights": (N,),
                    "parts": (N, D),
                    "mixed": (D,),
                },
                examples=[
                    {
                        "query": whole(D),
                        "keys": whole(N, D),
                        "values": whole(N, D),
                        "seen": torch.arange(N) < count,
                    }
                    for count in (3, 4)
                ],
            )
        },
        facts={"title": "one head", "licence": "MIT", "parameters": 0},
    )
