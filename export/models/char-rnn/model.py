"""char-rnn: an LSTM that reads prose a character at a time and expects the next one.

`step` takes one character and hands the state on; `run` reads a whole text and shows the state
after each character. In the shapes T = characters, D = 256 numbers of state, V = 96 characters.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
#: What it reads and writes: the line's end, and printable ASCII from the space to the tilde.
CHARACTERS = "\n" + "".join(map(chr, range(32, 127)))
V, E, D = len(CHARACTERS), 64, 256
LONGEST = 512


class Reader(nn.Module):
    """A table of characters, one LSTM layer, and a guess at what comes next."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(V, E)
        self.lstm = nn.LSTM(E, D, batch_first=True)
        self.head = nn.Linear(D, V)

    def forward(self, ids: Tensor) -> Tensor:
        """ids [B, T] -> logits [B, T, V] of the character after each."""
        logits: Tensor = self.head(self.lstm(self.table(ids))[0])
        return logits


def load() -> Reader:
    """The trained model in float32, ready to run."""
    reader = Reader()
    reader.load_state_dict(load_file(HERE / "weights.safetensors"))
    return reader.eval()


def encode(text: str) -> list[int]:
    """A text's characters as ids; those it does not know are left out."""
    return [CHARACTERS.index(character) for character in text if character in CHARACTERS]


class Run(nn.Module):
    """A whole text at once; before it, a line has just ended."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids [T] -> logits [T, V], states [T, D], surprise [T] of each character, in bits."""
        begun = torch.cat([torch.zeros(1, dtype=ids.dtype), ids])  # [T + 1]
        states = self.reader.lstm(self.reader.table(begun)[None])[0][0]  # [T + 1, D]
        logits = self.reader.head(states)
        log = torch.log_softmax(logits[:-1], -1)
        own = log.gather(1, ids[:, None].long())[:, 0]
        return logits[1:], states[1:], own / -math.log(2)


class Step(nn.Module):
    """One character: the gates of an LSTM, written out."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, id: Tensor, hidden: Tensor, cell: Tensor, temperature: Tensor, uniform: Tensor
    ) -> tuple[Tensor, ...]:
        """id [1], hidden [D] and cell [D] -> both anew, the four gates [4, D], what comes next.

        That is its probabilities [V] at the temperature [1] (at 0, all on the likeliest), and
        next_id [1], drawn by walking along them until they add up to `uniform` in [0, 1).
        """
        lstm: Any = self.reader.lstm
        given = lstm.weight_ih_l0 @ self.reader.table(id)[0] + lstm.bias_ih_l0  # [4 D]
        kept = lstm.weight_hh_l0 @ hidden + lstm.bias_hh_l0
        i, f, g, o = (given + kept).view(4, D)
        gates = torch.stack([i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()])
        new_cell = gates[1] * cell + gates[0] * gates[2]
        new_hidden = gates[3] * new_cell.tanh()
        logits = self.reader.head(new_hidden)
        chances = torch.softmax((logits - logits.max()) / temperature.clamp(min=1e-6), -1)
        walked = chances.cumsum(0)
        passed = (walked <= uniform * walked[-1]).sum(0, keepdim=True, dtype=torch.int32)
        return new_hidden, new_cell, gates, chances, passed.clamp(max=V - 1)


def build() -> Model:
    """What the exporter makes of it."""
    reader = load()
    text = encode((HERE / "held-out.txt").read_text(encoding="utf-8")[:600])
    ids = torch.tensor(text, dtype=torch.int32)
    noise = torch.Generator().manual_seed(0)
    state = {name: torch.randn(D, generator=noise) / 4 for name in ("hidden", "cell")}
    return Model(
        graphs={
            "run": Graph(
                module=Run(reader),
                inputs={"ids": Input("int32", ("T",))},
                outputs={"logits": ("T", V), "states": ("T", D), "surprise": ("T",)},
                examples=[{"ids": ids[:60]}, {"ids": ids[60:61]}, {"ids": ids[100:300]}],
            ),
            "step": Graph(
                module=Step(reader),
                inputs={
                    "id": Input("int32", (1,)),
                    "hidden": Input("float32", (D,), default=0.0),
                    "cell": Input("float32", (D,), default=0.0),
                    "temperature": Input("float32", (1,), default=1.0),
                    "uniform": Input("float32", (1,), default=0.0),
                },
                outputs={
                    "new_hidden": (D,),
                    "new_cell": (D,),
                    "gates": (4, D),
                    "probabilities": (V,),
                    "next_id": (1,),
                },
                examples=[
                    {"id": ids[:1]},
                    {"id": ids[1:2], **state, "uniform": torch.tensor([0.6])},
                    {"id": ids[2:3], **state, "temperature": torch.zeros(1)},
                ],
            ),
        },
        axes={"T": Axis(1, LONGEST)},
        facts={
            "title": "char-rnn",
            "parameters": sum(p.numel() for p in reader.parameters()),
            "licence": "MIT",
            "trained_on": "Jane Austen's novels",
            "characters": CHARACTERS,
        },
    )
