"""spell-to-sound: a T5 that reads a word's letters and writes its sounds, as CMUdict would.

`write` does it in one call; `run` tells everything about a word and sounds given for it. In the
shapes L = 3 layers, H = 4 heads of dh = 32, d = 128, S = letters with the end, T = sounds with the
beginning, M = 28, the most that are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model, Quantise
from torch import Tensor
from transformers import T5ForConditionalGeneration
from workshop.architectures import t5

HERE = Path(__file__).resolve().parent
VOWELS = (
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER",
    "EY", "IH", "IY", "OW", "OY", "UH", "UW",
)  # fmt: skip
CONSONANTS = (
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N",
    "NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz'"
#: ARPAbet's phones; a vowel carries its stress: 0 none, 1 main, 2 secondary.
PHONES = sorted([*(v + stress for v in VOWELS for stress in "012"), *CONSONANTS])
BEGIN, END = 0, 1
SYMBOLS = ["<begin>", "<end>", *LETTERS, *PHONES]
ID = {symbol: id for id, symbol in enumerate(SYMBOLS)}
CONFIG = t5.config(len(SYMBOLS), width=128, inner=512, layers=3, heads=4, end=END)
V, L, H, M = len(SYMBOLS), CONFIG.num_layers, CONFIG.num_heads, 28


def ids(symbols: Sequence[str]) -> list[int]:
    """Letters or phones as rows of the table, the end after them."""
    return [*(ID[symbol] for symbol in symbols), END]


def network() -> T5ForConditionalGeneration:
    """The encoder-decoder, untrained."""
    return T5ForConditionalGeneration(CONFIG)


def load() -> T5ForConditionalGeneration:
    """The trained model."""
    return t5.load(CONFIG, HERE / "weights.safetensors")


def held_out() -> dict[str, dict[str, list[tuple[str, ...]]]]:
    """`held-out.txt`: of each group, its words with all their pronunciations."""
    groups: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for line in (HERE / "held-out.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            groups[line[2:]] = words = {}
        else:
            word, _, sounds = line.partition(" ")
            words[word] = [tuple(one.split()) for one in sounds.split(",")]
    return groups


def example(word: str, sounds: Sequence[str]) -> dict[str, Tensor]:
    """What `run` takes: the letters with their end, the sounds with their beginning."""
    written = [BEGIN, *ids(sounds)[:-1]]
    return {"source": tensor(ids(word)), "written": tensor(written)}


def tensor(ids: list[int]) -> Tensor:
    """int32 [n]."""
    return torch.tensor(ids, dtype=torch.int32)


def build() -> Model:
    """What the exporter makes of it."""
    model = load()
    words = held_out()["new"]
    some = [example(word, sounds[0]) for word, sounds in [*words.items()][::8]]
    source = Input("int32", ("S",))
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
                examples=[*some[:3], {"source": tensor([3, END]), "written": tensor([BEGIN])}],
            ),
            "write": Graph(
                module=t5.Write(model, M),
                inputs={"source": source, "start": Input("int32", (1,), default=BEGIN)},
                outputs={
                    "sounds": (M,),
                    "probabilities": (M,),
                    "cross": (L, H, M, "S"),
                    "known": ("S", CONFIG.d_model),
                },
                examples=[{"source": one["source"]} for one in some[:4]],
            ),
        },
        axes={"S": Axis(1, M), "T": Axis(1, M)},
        quantise=Quantise(output="logits", graph="run", held_out=some),
        assets={"held-out": HERE / "held-out.txt"},
        facts={
            "title": "spell-to-sound",
            "parameters": sum(p.numel() for p in model.parameters()),
            "licence": "MIT",
            "trained_on": "CMUdict 0.7b and later, all but 2,800 words",
            "symbols": SYMBOLS,
        },
    )
