"""signals: a T5 that turns a play into a coach's signs, and signs into English or Spanish.

One network has three tasks, told apart by the symbol the decoder starts with. `write` answers in
one call; `run` tells everything about a text and an answer given to it. In the shapes L = 2 layers,
H = 4 heads of dh = 24, d = 96, S = symbols read with the end, T = symbols written with the start,
M = 20, the most that are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise
from torch import Tensor
from transformers import T5ForConditionalGeneration
from workshop.architectures import t5
from workshop.training.seq2seq import Pair

HERE = Path(__file__).resolve().parent
#: All that is read or written, as `questions.py` wrote it down.
SYMBOLS = (HERE / "symbols.txt").read_text(encoding="utf-8").split()
ID = {symbol: id for id, symbol in enumerate(SYMBOLS)}
END, SIGNS = ID["<end>"], ID["<signs>"]
CONFIG = t5.config(len(SYMBOLS), width=96, inner=256, layers=2, heads=4, end=END)
V, L, H, M = len(SYMBOLS), CONFIG.num_layers, CONFIG.num_heads, 20


def ids(symbols: Sequence[str]) -> list[int]:
    """Rows of the table, the end after them."""
    return [*(ID[symbol] for symbol in symbols), END]


def pair(question: tuple[str, Sequence[str], Sequence[str]]) -> Pair:
    """A task, what is read and the right answer, in ids."""
    task, source, target = question
    return Pair(ids(source), ids(target), ID[task])


def network() -> T5ForConditionalGeneration:
    """The encoder-decoder, untrained."""
    return T5ForConditionalGeneration(CONFIG)


def load() -> T5ForConditionalGeneration:
    """The trained model."""
    return t5.load(CONFIG, HERE / "weights.safetensors")


def held_out() -> list[dict[str, Tensor]]:
    """`held-out.txt`, questions about plays that no training saw, as `run` takes them.

    That is the source with its end, and the right answer with its start.
    """
    lines = (HERE / "held-out.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.split() for part in line.split("\t")] for line in lines]
    return [
        {"source": tensor(ids(source)), "written": tensor(ids([*task, *target])[:-1])}
        for task, source, target in rows
    ]


def tensor(ids: list[int]) -> Tensor:
    """int32 [n]."""
    return torch.tensor(ids, dtype=torch.int32)


def build() -> Model:
    """What the exporter makes of it."""
    model = load()
    some = held_out()
    source = Input("int32", ("S",))
    asked = [{"source": one["source"], "start": one["written"][:1]} for one in some]
    return Model(
        graphs={
            "run": Graph(
                module=t5.Run(model, M),
                inputs={"source": source, "written": Input("int32", ("T",))},
                outputs={
                    "logits": ("T", V),
                    "cross": (L, H, "T", "S"),
                    "encoder": (L, H, "S", "S"),
                    "decoder": (L, H, "T", "T"),
                },
                examples=[*some[:6], {"source": tensor([END]), "written": tensor([SIGNS])}],
            ),
            "write": Graph(
                module=t5.Write(model, M),
                inputs={"source": source, "start": Input("int32", (1,))},
                outputs={
                    "answer": (M,),
                    "probabilities": (M,),
                    "cross": (L, H, M, "S"),
                    "known": ("S", CONFIG.d_model),
                },
                examples=asked[:6],
            ),
        },
        axes={"S": Axis(1, M), "T": Axis(1, M)},
        quantise=Quantise(output="logits", graph="run", held_out=some),
        facts={
            "title": "signals",
            "parameters": sum(p.numel() for p in model.parameters()),
            "licence": "MIT",
            "trained_on": "plays from a grammar of our own, all but 3,720 of 28,800",
            "symbols": SYMBOLS,
        },
    )
