"""The spread over rows, which one row alone doesn't have: NaN at N=1, and nowhere else."""

import torch
from livedemo_export import Axis, Graph, Input, Model
from torch import Tensor, nn


class Spread(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        centred = x - x.mean(0, keepdim=True)
        return centred.square().sum(0) / (x.shape[0] - 1)


def build() -> Model:
    return Model(
        graphs={
            "run": Graph(
                module=Spread(),
                inputs={"x": Input("float32", ("N", 3))},
                outputs={"spread": (3,)},
                examples=[{"x": torch.randn(n, 3)} for n in (4, 1)],
            )
        },
        axes={"N": Axis(1, 8)},
    )
