"""novel-lm, which goes on learning: its loss, gradients and AdamW's update as a graph.

It starts from novel-lm's published weights, in half precision as they are published. In the shapes
B = texts in a batch, T = tokens of each, V = 6144 tokens, C = 128 positions, L = 4 layers,
H = 4 heads of d/H, d = 96.
"""

import math
from pathlib import Path

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import AdamW, Trainable
from torch import Tensor, nn
from torch.nn import functional as F
from workshop.architectures import gpt
from workshop.architectures.gpt import END, VOCABULARY

HERE = Path(__file__).resolve().parent
READS = (
    "../../export/models/novel-lm/weights.safetensors",
    "../../export/models/story-lm/tokenizer.json",
)
CONFIG = gpt.config(width=96, layers=4, heads=4)
V, C, S = VOCABULARY, CONFIG.n_positions, 65  # S = tokens of a snippet in training, at most


class Reader(nn.Module):
    """A GPT-2 on several texts at once: tokens to scores for the token that follows each."""

    def __init__(self) -> None:
        super().__init__()
        self.gpt = gpt.load(CONFIG, HERE / READS[0]).transformer

    def forward(self, ids: Tensor) -> Tensor:
        """[B, T] -> [B, T, V]."""
        B, T = ids.shape
        x = self.gpt.wte(ids) + self.gpt.wpe.weight[:T]  # [B, T, d]
        position = torch.arange(T)
        ahead = position[None, :] > position[:, None]  # [T, T]
        d, H = CONFIG.n_embd, CONFIG.n_head
        for block in self.gpt.h:
            parts = block.attn.c_attn(block.ln_1(x)).split(d, -1)
            q, k, v = (part.view(B, T, H, d // H).transpose(1, 2) for part in parts)
            scores = (q @ k.transpose(2, 3)) / math.sqrt(d // H)  # [B, H, T, T]
            weights = scores.masked_fill(ahead, -1e9).softmax(-1)
            x = x + block.attn.c_proj((weights @ v).transpose(1, 2).reshape(B, T, d))
            x = x + block.mlp(block.ln_2(x))
        after: Tensor = self.gpt.ln_f(x) @ self.gpt.wte.weight.T
        return after


def loss(lm: Reader, ids: Tensor) -> Tensor:  # [B, S] -> [], in nats a token
    """How surprised the model is by each token but the first, on average."""
    scores = lm(ids[:, :-1])  # [B, S-1, V]
    return F.cross_entropy(scores.flatten(0, 1), ids[:, 1:].flatten().long())


def following(lm: Reader, ids: Tensor) -> Tensor:  # [T] -> [V]
    """The chance of each token to be next."""
    scores: Tensor = lm(ids[None])  # [1, T, V]
    return scores[0, -1].softmax(-1)


def build() -> Model:
    """The graphs ``next``, ``surprise``, ``start``, ``step`` and ``step_last``."""
    torch.manual_seed(0)
    net = Trainable(Reader(), AdamW())
    batch = {"ids": Input("int32", ("B", "S"))}

    def ids(*shape: int) -> dict[str, Tensor]:
        return {"ids": torch.randint(V, shape, dtype=torch.int32)}

    examples = [ids(4, S), ids(3, 17)]
    return Model(
        graphs={
            "next": net.graph(
                following,
                inputs={"ids": Input("int32", ("T",))},
                outputs={"probabilities": (V,)},
                examples=[ids(24), ids(5)],
            ),
            "surprise": net.graph(loss, inputs=batch, outputs={"loss": ()}, examples=examples),
            "start": net.trained(),
            "step": net.step(loss, batch, examples),
            "step_last": net.step(loss, batch, examples, only=("gpt.h.3.", "gpt.ln_f.")),
        },
        axes={"B": Axis(1, 32), "S": Axis(2, S), "T": Axis(1, C)},
        assets={
            "tokenizer": HERE / READS[1],
            "scripture": HERE / "scripture.bin",
            "scripture_held_out": HERE / "scripture-held-out.bin",
            "novels_held_out": HERE / "novels-held-out.bin",
        },
        facts={
            "title": "novel-lm",
            "parameters": net.size,
            "context": C,
            "snippet": S,
            "end": END,
            "licence": "MIT",
        },
    )
