"""A sum, scaled; and one that goes on from where it was."""

import torch
from livedemo_export import Axis, Graph, Input, Model


class Scale(torch.nn.Module):
    """Add up and multiply."""

    def forward(self, x: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:  # [N], [] -> []
        return x.sum() * gain


class Step(torch.nn.Module):
    """Add one number to a memory of the last two sums."""

    def forward(
        self, x: torch.Tensor, memory: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:  # [], [2] -> [], [2]
        total = memory[1] + x
        return total, torch.stack([memory[1], total])


def build() -> Model:
    """Two graphs."""
    two = torch.tensor(2.0)
    return Model(
        graphs={
            "run": Graph(
                module=Scale(),
                inputs={"x": Input("float32", ("N",)), "gain": Input("float32", (), default=1.0)},
                outputs={"sum": ()},
                examples=[{"x": torch.ones(n), "gain": two} for n in (3, 5, 1)],
            ),
            "step": Graph(
                module=Step(),
                inputs={
                    "x": Input("float32", ()),
                    "memory": Input("float32", (2,), default=0.0),
                },
                outputs={"total": (), "after": (2,)},
                examples=[{"x": two, "memory": torch.tensor([1.0, 3.0])}],
            ),
        },
        axes={"N": Axis(1, 9)},
        facts={"title": "a sum", "parameters": 0},
    )
