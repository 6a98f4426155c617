"""recall-attention: which word stood d back? Every word stays, and the question looks back.

Up to 24 words out of 64, then one of 24 questions. In the shapes N = words, L = 2 layers, H = 2
heads of dh = 24, D = 48 numbers a word.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
WORDS, LENGTH = 64, 24  # as in workshop/training/recall.py

L, H, D, INNER = 2, 2, 48, 208
DH = D // H


class Block(nn.Module):
    """Attention and a small network, each added to what came in."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = nn.LayerNorm(D), nn.LayerNorm(D)
        self.qkv, self.out = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.up, self.down = nn.Linear(D, INNER), nn.Linear(INNER, D)

    def forward(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """x [B, T, D] after this block, attention [B, H, T, T]; mask [T, T] is true for "may"."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(self.before(x)).view(batch, length, 3, H, DH).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(2, 3) / math.sqrt(DH)  # [B, H, T, T]
        attention = torch.softmax(torch.where(mask, scores, -1e9), dim=-1)
        mixed = (attention @ v).transpose(1, 2).reshape(batch, length, D)
        x = x + self.out(mixed)
        return x + self.down(torch.relu(self.up(self.after(x)))), attention


class Reader(nn.Module):
    """A causal Transformer; places are counted back from the question, which stands at 0."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(WORDS + LENGTH, D)  # the questions after the words
        self.places = nn.Embedding(LENGTH + 1, D)
        self.blocks = nn.ModuleList(Block() for _ in range(L))
        self.norm, self.head = nn.LayerNorm(D), nn.Linear(D, WORDS)
        nn.init.normal_(self.table.weight, std=0.1)
        nn.init.normal_(self.places.weight, std=0.1)

    def forward(self, words: Tensor) -> Tensor:
        """words [B, N] -> logits [B, N, 64]: the answers to "1 back?" ... "N back?"."""
        return self.look(words)[0]

    def look(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [B, N, 64], and where each question looked: attention [B, L, H, N, N + 1].

        The row of a question holds its weights on the N words, and on itself at the end. All N
        questions stand at place 0 behind the text; none can see another, so that each is answered
        as if it were the only one.
        """
        batch, count = words.shape
        back = torch.arange(LENGTH, 0, -1)[LENGTH - count :]  # N ... 1
        read = self.table(words) + self.places(back)
        asked = self.table.weight[WORDS : WORDS + count] + self.places.weight[0]
        x = torch.cat([read, asked.expand(batch, -1, -1)], 1)  # [B, 2N, D]
        order = torch.arange(2 * count)
        word = order[None, :] < count
        mask = (word & (order[None, :] <= order[:, None])) | (order[None, :] == order[:, None])
        looks = []
        for block in self.blocks:
            x, attention = block(x, mask)
            rows = attention[:, :, count:]  # [B, H, N, 2N]
            own = rows[..., count:].diagonal(dim1=2, dim2=3)[..., None]
            looks.append(torch.cat([rows[..., :count], own], -1))
        return self.head(self.norm(x[:, count:])), torch.stack(looks, 1)


def load() -> Reader:
    """The trained model in float32, ready to run."""
    reader = Reader()
    reader.load_state_dict(load_file(HERE / "weights.safetensors"))
    return reader.eval()


class Run(nn.Module):
    """One text, and all its questions."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """words [N] -> logits [N, 64], row d - 1 for "d back?"; attention [L, H, N, N + 1]."""
        logits, attention = self.reader.look(words[None])
        return logits[0], attention[0]


def build() -> Model:
    """What the exporter makes of it."""
    reader = load()
    made = torch.Generator().manual_seed(0)
    lengths = (LENGTH, 5, 1)
    words = [torch.randint(0, WORDS, (n,), generator=made, dtype=torch.int32) for n in lengths]
    return Model(
        graphs={
            "run": Graph(
                module=Run(reader),
                inputs={"words": Input("int32", ("N",))},
                outputs={"logits": ("N", WORDS), "attention": (L, H, "N", "N+1")},
                examples=[{"words": text} for text in words],
            ),
        },
        axes={"N": Axis(1, LENGTH)},
        facts={
            "title": "recall-attention",
            "parameters": sum(p.numel() for p in reader.parameters()),
            "licence": "MIT",
            "trained_on": "words drawn at random",
        },
    )
