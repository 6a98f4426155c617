"""A sum, scaled."""

import torch
from livedemo_export import Axis, Graph, Input, Model


class Scale(torch.nn.Module):
    """Add up and multiply."""

    def forward(self, x: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:  # [N], [] -> []
        return x.sum() * gain


def build() -> Model:
    """One graph."""
    two = torch.tensor(2.0)
    return Model(
        graphs={
            "run": Graph(
                module=Scale(),
                inputs={"x": Input("float32", ("N",)), "gain": Input("float32", (), default=1.0)},
                outputs={"sum": ()},
                examples=[{"x": torch.ones(n), "gain": two} for n in (3, 5)],
            )
        },
        axes={"N": Axis(1, 9)},
        facts={"title": "a sum", "parameters": 0},
    )
