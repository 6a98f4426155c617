"""A multilayer perceptron with one dynamic axis; its layers come from a neighbour."""

import torch
from livedemo_export import Axis, Graph, Input, Model

from .blocks import Perceptron


def build() -> Model:
    torch.manual_seed(1)
    return Model(
        graphs={
            "run": Graph(
                module=Perceptron(),
                inputs={"x": Input("float32", ("N", 4)), "gain": Input("float32", (3,), default=1)},
                outputs={"y": ("N", 3), "ahead": ("N-1", 3)},
                examples=[{"x": torch.randn(n, 4)} for n in (5, 2, 9)],
            )
        },
        axes={"N": Axis(2, 32)},
        facts={"title": "perceptron", "parameters": 35},
    )
