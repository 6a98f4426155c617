"""An embedding used forwards by one graph and, tied, by both: its weights are kept once."""

import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise
from torch import Tensor, nn


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(300, 48)
        self.middle = nn.Linear(48, 48)
        self.output = nn.Linear(48, 300, bias=False)
        self.output.weight = self.embedding.weight


class Run(nn.Module):
    def __init__(self, model: Tied) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.model.embedding(ids)  # [T, 48]
        hidden = hidden + torch.tanh(self.model.middle(hidden))
        return self.model.output(hidden), hidden  # [T, 300], [T, 48]


class Unembed(nn.Module):
    def __init__(self, model: Tied) -> None:
        super().__init__()
        self.model = model

    def forward(self, hidden: Tensor) -> Tensor:
        return torch.softmax(self.model.output(hidden), -1)  # [T, 300]


def build() -> Model:
    torch.manual_seed(2)
    model = Tied()
    return Model(
        graphs={
            "unembed": Graph(
                module=Unembed(model),
                inputs={"hidden": Input("float32", ("T", 48))},
                outputs={"probabilities": ("T", 300)},
                examples=[{"hidden": torch.randn(n, 48)} for n in (1, 6)],
            ),
            "run": Graph(
                module=Run(model),
                inputs={"ids": Input("int32", ("T",))},
                outputs={"logits": ("T", 300), "hidden": ("T", 48)},
                examples=[{"ids": torch.arange(n, dtype=torch.int32)} for n in (7, 1, 40)],
            ),
        },
        axes={"T": Axis(1, 64)},
        quantise=Quantise(
            output="logits",
            held_out=[{"ids": torch.arange(s, s + 50, dtype=torch.int32)} for s in (0, 250)],
        ),
    )
