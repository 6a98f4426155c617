import torch
from torch import Tensor, nn

from .shapes import HIDDEN


class Perceptron(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(4, HIDDEN), nn.ReLU(), nn.Dropout(0.5), nn.Linear(HIDDEN, 3)
        )

    def forward(self, x: Tensor, gain: Tensor) -> tuple[Tensor, Tensor]:
        y: Tensor = self.layers(x) * gain  # [N, 3]
        return y, torch.tanh(y[1:])  # [N-1, 3]
