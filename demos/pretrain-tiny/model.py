"""A small GPT over characters, and how it learns: loss, gradients and AdamW's update as one graph.

In the shapes B = texts in a batch, T = characters of each, V = 64 characters that it can tell
apart, D = 48 numbers for each character, H = 4 heads of D/H = 12.
"""

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import AdamW, Trainable
from torch import Tensor, nn
from torch.nn import functional as F

V, C, D, H, L = 64, 32, 48, 4, 2  # C = longest text, L = blocks
SMALL = 0.04  # standard deviation of the weights before the first step


class Attention(nn.Module):
    """Each character reads from itself and those before it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(D, 3 * D, bias=False)
        self.out = nn.Linear(D, D, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[B, T, D] -> [B, T, D]."""
        B, T, _ = x.shape
        split = self.qkv(x).view(B, T, 3, H, D // H).permute(2, 0, 3, 1, 4)
        q, k, v = split[0], split[1], split[2]  # [B, H, T, D/H] each
        scores = q @ k.transpose(-2, -1) / (D // H) ** 0.5  # [B, H, T, T]
        position = torch.arange(T)
        ahead = position[None, :] > position[:, None]  # [T, T]
        weights = scores.masked_fill(ahead, -1e9).softmax(-1)
        read: Tensor = self.out((weights @ v).transpose(1, 2).reshape(B, T, D))
        return read


class Block(nn.Module):
    """Attention, then a small network for each character, both added to what was there."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(D), Attention()
        self.norm2, self.up, self.down = nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x: Tensor) -> Tensor:
        """[B, T, D] -> [B, T, D]."""
        x = x + self.attention(self.norm1(x))
        x = x + self.down(F.gelu(self.up(self.norm2(x))))
        return x


class CharacterLM(nn.Module):
    """Characters to scores for the character that follows each."""

    def __init__(self) -> None:
        super().__init__()
        self.characters, self.positions = nn.Embedding(V, D), nn.Embedding(C, D)
        self.blocks = nn.ModuleList(Block() for _ in range(L))
        self.norm, self.head = nn.LayerNorm(D), nn.Linear(D, V, bias=False)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=SMALL)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, ids: Tensor) -> Tensor:
        """[B, T] -> [B, T, V]."""
        x = self.characters(ids) + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        scores: Tensor = self.head(self.norm(x))
        return scores


def loss(lm: CharacterLM, ids: Tensor) -> Tensor:  # [B, S] -> [], in nats a character
    """How surprised the model is by each character but the first, on average."""
    scores = lm(ids[:, :-1])  # [B, S-1, V]
    return F.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten().long())


def predict(lm: CharacterLM, ids: Tensor) -> Tensor:  # [T] -> [V]
    """The chance of each character to be next."""
    scores: Tensor = lm(ids[None])  # [1, T, V]
    return scores[0, -1].softmax(-1)


def build() -> Model:
    """The graphs ``predict``, ``start`` and ``step``."""
    torch.manual_seed(0)
    net = Trainable(CharacterLM(), AdamW())

    def ids(*shape: int) -> Tensor:
        return torch.randint(V, shape, dtype=torch.int32)

    return Model(
        graphs={
            "predict": net.graph(
                predict,
                inputs={"ids": Input("int32", ("T",))},
                outputs={"probabilities": (V,)},
                examples=[{"ids": ids(C)}, {"ids": ids(5)}],
            ),
            "start": net.start(),
            "step": net.step(
                loss,
                batch={"ids": Input("int32", ("B", "S"))},
                examples=[{"ids": ids(4, C + 1)}, {"ids": ids(16, 9)}],
            ),
        },
        axes={"B": Axis(1, 64), "S": Axis(2, C + 1), "T": Axis(1, C)},
        facts={
            "title": "A character Transformer, untrained",
            "parameters": net.size,
            "characters": V,
            "context": C,
            "licence": "MIT",
        },
    )
