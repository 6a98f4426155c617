"""Dropout that no eval() switches off: its check must fail."""

import torch
from livedemo_export import Axis, Graph, Input, Model
from torch import Tensor, nn


class Restless(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.dropout(x, 0.5, training=True)


def build() -> Model:
    return Model(
        graphs={
            "run": Graph(
                module=Restless(),
                inputs={"x": Input("float32", ("N", 64))},
                outputs={"y": ("N", 64)},
                examples=[{"x": torch.ones(n, 64)} for n in (2, 3)],
            )
        },
        axes={"N": Axis(2, 8)},
    )
