"""recall-rnn: which word stood d back? A GRU, with one state for all that it read.

Up to 24 words out of 64, then one of 24 questions. In the shapes N = words, D = 64 numbers of
state, E = 184 numbers a word.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
WORDS, LENGTH = 64, 24  # as in workshop/training/recall.py

EMBEDDED, STATE = 184, 64


class Reader(nn.Module):
    """A GRU: words, then the question, then an answer from what the state has become."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(WORDS + LENGTH, EMBEDDED)  # the questions after the words
        gru: Any = nn.GRU(EMBEDDED, STATE, batch_first=True)
        self.gru: Any = gru
        self.head = nn.Linear(STATE, WORDS)
        with torch.no_grad():  # a start that keeps what it holds, from which it learns faster
            gru.bias_hh_l0[STATE : 2 * STATE] += 1  # the gate that keeps
            for gate in gru.weight_hh_l0.split(STATE):
                nn.init.orthogonal_(gate)

    def forward(self, words: Tensor) -> Tensor:
        """words [B, N] -> logits [B, N, 64]: the answers to "1 back?" ... "N back?"."""
        return self.answer(self.read(words)[:, -1], words.shape[1])

    def read(self, words: Tensor) -> Tensor:
        """The state after each word, [B, N, D]."""
        states: Tensor = self.gru(self.table(words))[0]
        return states

    def answer(self, state: Tensor, count: int) -> Tensor:
        """A state [B, D] -> logits [B, count, 64], each question put to that same state.

        A step of the GRU, written out: r resets, z keeps, new is the proposal.
        """
        asked = self.table.weight[WORDS : WORDS + count]  # [count, E]
        given = asked @ self.gru.weight_ih_l0.T + self.gru.bias_ih_l0  # [count, 3 D]
        kept = state @ self.gru.weight_hh_l0.T + self.gru.bias_hh_l0  # [B, 3 D]
        (r_in, z_in, n_in), (r, z, n) = given.chunk(3, -1), kept[:, None].chunk(3, -1)
        reset, keep = torch.sigmoid(r_in + r), torch.sigmoid(z_in + z)  # [B, count, D]
        new = torch.tanh(n_in + reset * n)
        logits: Tensor = self.head((1 - keep) * new + keep * state[:, None])
        return logits


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
        """words [N] -> logits [N, 64], row d - 1 for "d back?"; states [N, D] after each word."""
        states = self.reader.read(words[None])  # [1, N, D]
        return self.reader.answer(states[:, -1], words.shape[0])[0], states[0]


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
                outputs={"logits": ("N", WORDS), "states": ("N", STATE)},
                examples=[{"words": text} for text in words],
            ),
        },
        axes={"N": Axis(1, LENGTH)},
        facts={
            "title": "recall-rnn",
            "parameters": sum(p.numel() for p in reader.parameters()),
            "licence": "MIT",
            "trained_on": "words drawn at random",
        },
    )
