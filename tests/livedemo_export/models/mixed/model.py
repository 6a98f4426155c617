"""Whole numbers and truth values in and out, and two axes in one graph."""

import torch
from livedemo_export import Axis, Graph, Input, Model
from torch import Tensor, nn


class Pick(nn.Module):
    def forward(self, x: Tensor, mask: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        masked = torch.where(mask, x, -torch.inf)  # [R, C]
        best = masked.argmax(-1).int()  # [R]
        return best, masked.isfinite().any(-1), masked[at]  # [R], [R], [C]


def build() -> Model:
    def example(rows: int, columns: int) -> dict[str, Tensor]:
        x = torch.linspace(-1, 1, rows * columns).sin().reshape(rows, columns)
        return {"x": x, "mask": x < 0.5, "at": torch.tensor(rows - 1, dtype=torch.int32)}

    return Model(
        graphs={
            "run": Graph(
                module=Pick(),
                inputs={
                    "x": Input("float32", ("R", "C")),
                    "mask": Input("bool", ("R", "C"), default=True),
                    "at": Input("int32", (), default=0),
                },
                outputs={"best": ("R",), "any": ("R",), "row": ("C",)},
                examples=[example(3, 5), example(1, 4), example(8, 2)],
            )
        },
        axes={"R": Axis(1, 9), "C": Axis(2, 9)},
    )
