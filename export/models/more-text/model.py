"""more-text: six GPT-2s of 0.6 M parameters that differ in what they read.

Five have read 1/64, 1/16, 1/4, 1/2 and all of the same text, the sixth all of it made noisy. Each
is a graph of its own, all in one download. L = 4 layers, H = 4 heads of 16, d = 64, V = 6144
tokens, C = 128 positions.
"""

from __future__ import annotations

from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise
from safetensors.torch import load_file
from torch import Tensor
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, held_out
from workshop.architectures.gpt_graphs import TOP, Next

HERE = Path(__file__).resolve().parent
STORY = HERE.parent / "story-lm"  # the tokens and the held-out text are its
CONFIG = gpt.config(width=64, layers=4, heads=4)
PARTS = ("part_64", "part_16", "part_4", "part_2", "whole", "noisy")
V, C = CONFIG.vocab_size, CONFIG.n_positions


def load(part: str) -> GPT2LMHeadModel:
    """One of the trained models, as transformers' own class, in float32 and ready to run."""
    everything = load_file(HERE / "weights.safetensors")
    begin = f"{part}."
    state = {k.removeprefix(begin): w for k, w in everything.items() if k.startswith(begin)}
    return gpt.load(CONFIG, state)


class Read(Next):
    """A text's logits, the likeliest next tokens, and how surprising each token was."""

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:  # type: ignore[override]
        """logits [T, V], order [64] of the likeliest next tokens, surprise [T] in bits."""
        logits, _, _ = self.whole(ids, *self.unchanged())
        _, order = torch.topk(logits[-1], TOP)
        return logits, order.int(), self.surprise(ids, logits)


def graph(part: str, windows: list[Tensor]) -> Graph:
    """One model's graph."""
    return Graph(
        module=Read(load(part)),
        inputs={"ids": Input("int32", ("T",))},
        outputs={"logits": ("T", V), "order": (TOP,), "surprise": ("T",)},
        examples=[{"ids": windows[0][:8]}, {"ids": windows[1][:1]}, {"ids": windows[2]}],
    )


def build() -> Model:
    """What the exporter makes of it."""
    windows = held_out.windows(STORY)
    graphs = {part: graph(part, windows) for part in PARTS}
    return Model(
        graphs=graphs,
        axes={"T": Axis(1, C)},
        quantise=Quantise(
            output="logits",
            graph="whole",
            held_out=[{"ids": w} for w in windows],
            top1=0.94,  # with so few dimensions many first choices are almost ties
            kl=0.005,
        ),
        assets={"tokenizer": STORY / held_out.TOKENIZER},
        facts={
            "title": "more-text",
            "parameters": sum(w.numel() for w in load_file(HERE / "weights.safetensors").values()),
            "licence": "MIT",
            "trained_on": "parts of Jane Austen's novels and the World English Bible",
        },
    )
