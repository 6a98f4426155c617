"""A matrix, and a running sum: two graphs over the same weights."""

import torch
from livedemo_export import Axis, Graph, Input, Model, Tolerance

WIDTH = 4


class Scale(torch.nn.Module):
    """Multiply rows by a fixed matrix, and tell the row sums."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = torch.nn.Parameter(torch.arange(16.0).reshape(WIDTH, WIDTH) / 10)

    def forward(
        self, x: torch.Tensor, gain: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:  # [N, 4], [1] -> [N, 4], [N]
        y = x @ self.matrix * gain
        return y, y.sum(1)


class Step(torch.nn.Module):
    """Add one product to a running sum."""

    def __init__(self, scale: Scale) -> None:
        super().__init__()
        self.scale = scale

    def forward(
        self, x: torch.Tensor, memory: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:  # [1, 4], [1, 4] -> [1], [1, 4]
        memory = memory + x @ self.scale.matrix
        return memory.sum(1), memory


def build() -> Model:
    """The two graphs, exported with one file of weights."""
    scale = Scale().eval()
    one = torch.ones(1)
    return Model(
        graphs={
            "run": Graph(
                module=scale,
                inputs={
                    "x": Input("float32", ("N", WIDTH)),
                    "gain": Input("float32", (1,), default=1.0),
                },
                outputs={"y": ("N", WIDTH), "sums": ("N",)},
                examples=[{"x": torch.ones(n, WIDTH), "gain": one * n} for n in (3, 5, 1)],
            ),
            "step": Graph(
                module=Step(scale).eval(),
                inputs={
                    "x": Input("float32", (1, WIDTH)),
                    "memory": Input("float32", (1, WIDTH), default=0.0),
                },
                outputs={"total": (1,), "after": (1, WIDTH)},
                examples=[
                    {"x": torch.ones(1, WIDTH) * n, "memory": torch.ones(1, WIDTH)} for n in (1, 2)
                ],
            ),
        },
        axes={"N": Axis(1, 64)},
        tolerance=Tolerance(atol=1e-5, rtol=1e-4),
        facts={"title": "a 4 x 4 matrix", "parameters": 16},
    )
