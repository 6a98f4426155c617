"""Two layers of attention and nothing else, and how they learn to copy: a training step as a graph.

Positions are added to what queries and keys are made of, never to what is read (as in Olsson et
al. 2022): a head can look at the token before, but where a token stands is nothing it can pass on.
In the shapes B = texts in a batch, T = symbols of each, V = 24 symbols, D = 32 numbers for each,
L = 2 layers of H = 2 heads of D/H = 16, C = the longest text.
"""

from __future__ import annotations

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import AdamW, Trainable
from torch import Tensor, nn
from torch.nn import functional as F

V, C, D, H, L = 24, 32, 32, 2, 2
SMALL = 0.1  # standard deviation of the weights before the first step
SPANS = 5, 15  # symbols of a span that is said again and again
BATCH, RATE, WARM = 32, 0.01, 10  # texts a step; the learning rate, reached after so many steps


class Attention(nn.Module):
    """Each symbol reads from itself and those before it."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(D, D, bias=False), nn.Linear(D, D, bias=False)
        self.value, self.out = nn.Linear(D, D, bias=False), nn.Linear(D, D, bias=False)

    def forward(self, x: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, T, D] and what marks each place [T, D] -> [B, T, D], weights [B, H, T, T]."""
        q, k, v = (
            part.unflatten(-1, (H, D // H)).transpose(1, 2)  # [B, H, T, D/H]
            for part in (self.query(x + places), self.key(x + places), self.value(x))
        )
        scores = q @ k.transpose(-2, -1) / (D // H) ** 0.5
        position = torch.arange(x.shape[1])
        ahead = position[None, :] > position[:, None]  # [T, T]
        weights = scores.masked_fill(ahead, -1e9).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), weights


class Copier(nn.Module):
    """Symbols to scores for the symbol that follows each."""

    def __init__(self) -> None:
        super().__init__()
        self.symbols, self.positions = nn.Embedding(V, D), nn.Embedding(C, D)
        self.layers = nn.ModuleList(Attention() for _ in range(L))
        self.norms = nn.ModuleList(nn.LayerNorm(D) for _ in range(L))
        self.norm, self.head = nn.LayerNorm(D), nn.Linear(D, V, bias=False)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=SMALL)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """[B, T] -> scores [B, T, V] and weights [L, B, H, T, T]."""
        x: Tensor = self.symbols(ids)
        seen = []
        for layer, norm in zip(self.layers, self.norms, strict=True):
            read, weights = layer(norm(x), self.positions.weight[: ids.shape[1]])
            x = x + read
            seen.append(weights)
        return self.head(self.norm(x)), torch.stack(seen)


def loss(lm: Copier, ids: Tensor, known: Tensor) -> Tensor:
    """Surprise in nats at symbols that could be known, on average, [].

    ids [B, S]; known [B, S - 1] is 1 where ids[:, 1:] repeats what came before, and 0 elsewhere.
    """
    scores, _ = lm(ids[:, :-1])
    each = F.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten().long(), reduction="none")
    return (each * known.flatten()).sum() / known.sum()


def look(lm: Copier, ids: Tensor) -> tuple[Tensor, Tensor]:
    """ids [T] -> the chances [T, V] of what follows each symbol, attention [L, H, T, T]."""
    scores, weights = lm(ids[None])
    return scores[0].softmax(-1), weights[:, 0]


def build() -> Model:
    """The graphs ``look``, ``start`` and ``step``."""
    torch.manual_seed(0)
    net = Trainable(Copier(), AdamW(betas=(0.9, 0.99)))

    def ids(*shape: int) -> Tensor:
        return torch.randint(V, shape, dtype=torch.int32)

    def half(*shape: int) -> Tensor:
        return (torch.arange(shape[0] * shape[1]) % 2).float().reshape(shape)

    return Model(
        graphs={
            "look": net.graph(
                look,
                inputs={"ids": Input("int32", ("T",))},
                outputs={"probabilities": ("T", V), "attention": (L, H, "T", "T")},
                examples=[{"ids": ids(C)}, {"ids": ids(5)}],
            ),
            "start": net.start(),
            "step": net.step(
                loss,
                batch={
                    "ids": Input("int32", ("B", C + 1)),
                    "known": Input("float32", ("B", C)),
                },
                examples=[
                    {"ids": ids(4, C + 1), "known": half(4, C)},
                    {"ids": ids(16, C + 1), "known": half(16, C)},
                ],
            ),
        },
        axes={"B": Axis(1, 64), "T": Axis(1, C)},
        facts={
            "title": "copy-tiny, untrained",
            "parameters": net.size,
            "symbols": V,
            "context": C,
            "licence": "MIT",
        },
    )
