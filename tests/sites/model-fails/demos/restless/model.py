"""Dropout that no eval() switches off: torch and ONNX can't agree."""

import torch
from livedemo_export import Axis, Graph, Input, Model


class Restless(torch.nn.Module):
    """Forget half of everything, at any time."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:  # [N, 64] -> [N, 64]
        return torch.nn.functional.dropout(x, 0.5, training=True)


def build() -> Model:
    """One graph that must fail its check."""
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
