"""A small GPT over characters, and how it learns: loss, gradients and AdamW's update as one graph.

In the shapes B = texts in a batch, T = characters of each, V = 64 characters that it can tell
apart, D = 48 numbers for each character, H = 4 heads of D/H = 12.
"""

import torch
from livedemo_export import Axis, Input, Model, Tolerance
from livedemo_export.trainable import AdamW, Trainable
from torch import Tensor, nn
from torch.nn import functional as F

V, C, D, H, L = 64, 32, 48, 4, 2  # C = longest text, L = blocks
DOUBLED = 8  # how often a matrix is multiplied by itself: to the power of 256
SMALL = 0.04  # standard deviation of the weights before the first step


class Attention(nn.Module):
    """Each character reads from itself and those before it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(D, 3 * D, bias=False)
        self.out = nn.Linear(D, D, bias=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """[B, T, D] -> [B, T, D], weights [B, H, T, T]."""
        B, T, _ = x.shape
        split = self.qkv(x).view(B, T, 3, H, D // H).permute(2, 0, 3, 1, 4)
        q, k, v = split[0], split[1], split[2]  # [B, H, T, D/H] each
        scores = q @ k.transpose(-2, -1) / (D // H) ** 0.5  # [B, H, T, T]
        position = torch.arange(T)
        ahead = position[None, :] > position[:, None]  # [T, T]
        weights = scores.masked_fill(ahead, -1e9).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(B, T, D)), weights


class Block(nn.Module):
    """Attention, then a small network for each character, both added to what was there."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(D), Attention()
        self.norm2, self.up, self.down = nn.LayerNorm(D), nn.Linear(D, 4 * D), nn.Linear(4 * D, D)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """[B, T, D] -> [B, T, D], weights [B, H, T, T]."""
        read, weights = self.attention(self.norm1(x))
        x = x + read
        return x + self.down(F.gelu(self.up(self.norm2(x)))), weights


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

    def forward(self, ids: Tensor | None) -> tuple[Tensor, Tensor]:
        """[B, T] -> scores [B, T, V] and weights [L, B, H, T, T]; None -> vectors [V, D], twice."""
        if ids is None:  # whoever uses a module that trains can only call it
            return self.characters.weight, self.characters.weight
        x = self.characters(ids) + self.positions.weight[: ids.shape[1]]
        seen = []
        for block in self.blocks:
            x, weights = block(x)
            seen.append(weights)
        return self.head(self.norm(x)), torch.stack(seen)


def loss(lm: CharacterLM, ids: Tensor) -> Tensor:  # [B, S] -> [], in nats a character
    """How surprised the model is by each character but the first, on average."""
    scores, _ = lm(ids[:, :-1])  # [B, S-1, V]
    return F.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten().long())


def predict(lm: CharacterLM, ids: Tensor) -> Tensor:  # [T] -> [V]
    """The chance of each character to be next."""
    scores: Tensor = lm(ids[None])[0]  # [1, T, V]
    return scores[0, -1].softmax(-1)


def look(lm: CharacterLM, ids: Tensor) -> Tensor:  # [T] -> [L, H, T, T]
    """Where each head looks."""
    weights: Tensor = lm(ids[None])[1]
    return weights[:, 0]


def places(lm: CharacterLM, used: Tensor) -> Tensor:  # [V] -> [V, 2]
    """The characters' vectors, seen along the two directions in which the used ones differ most.

    These are the first two principal components of those where ``used`` is 1. A matrix that is
    multiplied by itself again and again points in its first one.
    """
    kept = used[:, None]
    vectors, _ = lm(None)  # [V, D]
    away = (vectors - (vectors * kept).sum(0) / kept.sum()) * kept
    spread = away.T @ away  # [D, D]
    found = []
    for _ in range(2):
        power = spread / spread.diagonal().sum()
        for _ in range(DOUBLED):
            power = power @ power
            power = power / power.diagonal().sum()
        column = power @ torch.linspace(1.0, 2.0, D)
        direction = column / (column * column).sum().sqrt()  # [D]
        found.append(direction)
        spread = spread - torch.outer(spread @ direction, direction)
    seen: Tensor = away @ torch.stack(found, 1)
    return seen


def build() -> Model:
    """The graphs ``predict``, ``look``, ``places``, ``surprise``, ``start`` and ``step``."""
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
            "look": net.graph(
                look,
                inputs={"ids": Input("int32", ("T",))},
                outputs={"attention": (L, H, "T", "T")},
                examples=[{"ids": ids(C)}, {"ids": ids(5)}],
            ),
            "places": net.graph(
                places,
                inputs={"used": Input("float32", (V,))},
                outputs={"places": (V, 2)},
                examples=[{"used": torch.ones(V)}, {"used": (torch.arange(V) < 20).float()}],
                tolerance=Tolerance(atol=1e-3, rtol=1e-2),  # of noise, directions are nearly even
            ),
            "surprise": net.graph(
                loss,
                inputs={"ids": Input("int32", ("B", "S"))},
                outputs={"loss": ()},
                examples=[{"ids": ids(4, C + 1)}, {"ids": ids(16, 9)}],
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
