"""spell-gru: how a word sounds, through one vector of 256 numbers; g2p-en's published GRU.

One GRU reads the letters into a state, another writes the sounds from that state and sees no
letter again. In the shapes S = letters with the end, D = 256, M = 20, the most that are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor, nn
from torch._higher_order_ops.while_loop import while_loop

HERE = Path(__file__).resolve().parent
D, M = 256, 20
LETTERS = ["<pad>", "<unk>", "<end>", *"abcdefghijklmnopqrstuvwxyz"]
VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH")
#: with three kinds of UW, as the published list has them
CONSONANTS = (
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N", "NG", "P", "R",
    "S", "SH", "T", "TH", "UW", "UW0", "UW1", "UW2", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip
PHONES = [
    *("<pad>", "<unk>", "<begin>", "<end>"),
    *sorted([v + stress for v in VOWELS for stress in "012"] + list(CONSONANTS)),
]
BEGIN, END = 2, 3  # of the phones


class Speller(nn.Module):
    """Two GRUs and what stands around them, named as torch names them."""

    def __init__(self) -> None:
        super().__init__()
        self.letters, self.phones = nn.Embedding(len(LETTERS), D), nn.Embedding(len(PHONES), D)
        self.encoder = nn.GRU(D, D, batch_first=True)
        self.decoder = nn.GRUCell(D, D)  # a step at a time: each needs the phone before it
        self.head = nn.Linear(D, len(PHONES))

    def read(self, source: Tensor) -> Tensor:
        """ids [B, S] -> the state after each letter, [B, S, D]."""
        states: Tensor = self.encoder(self.letters(source))[0]
        return states

    def next(self, state: Tensor, written: Tensor) -> tuple[Tensor, Tensor]:
        """A state [B, D] and the phone written last [B] -> the state after it, logits [B, V]."""
        after = self.decoder(self.phones(written), state)
        return after, self.head(after)


def load() -> Speller:
    """The published model in float32, ready to run."""
    speller = Speller()
    speller.load_state_dict(load_file(HERE / "weights.safetensors"))
    return speller.eval()


def ids(word: Sequence[str]) -> list[int]:
    """A word's letters, and the end; a character it does not know is <unk>."""
    known = [LETTERS.index(c) if c in LETTERS else 1 for c in word]
    return [*known, LETTERS.index("<end>")]


class Write(nn.Module):
    """Reads a word and writes its sounds to the end, always taking the likeliest."""

    def __init__(self, speller: Speller) -> None:
        super().__init__()
        self.speller = speller

    def forward(self, source: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """ids [S] -> what is written [M], the end after it; its probabilities; states [S, D].

        The last of the states is all that the writer gets.
        """
        states = self.speller.read(source[None])[0]
        place = torch.arange(M)

        def going(at: Tensor, last: Tensor, state: Tensor, rows: Tensor, shares: Tensor) -> Tensor:
            return (at < M) & (last[0] != END)

        def go(
            at: Tensor, last: Tensor, state: Tensor, rows: Tensor, shares: Tensor
        ) -> tuple[Tensor, ...]:
            state, logits = self.speller.next(state, last)
            share, likeliest = torch.softmax(logits, -1).max(-1)  # [1]
            here = place == at
            rows = torch.where(here, likeliest.int(), rows)
            return at + 1, likeliest.int(), state, rows, torch.where(here, share, shares)

        start = (
            torch.zeros((), dtype=torch.int64),
            torch.full((1,), BEGIN, dtype=torch.int32),
            states[-1:] + 0.0,
            torch.full((M,), END, dtype=torch.int32),
            torch.zeros(M),
        )
        _, _, _, rows, shares = while_loop(going, go, start)  # type: ignore[no-untyped-call]
        return rows, shares, states


def build() -> Model:
    """What the exporter makes of it."""
    speller = load()
    words = ("transformer", "a", "antidisestablishmentarianism"[:24], "bottleneck")
    examples = [{"source": torch.tensor(ids(word), dtype=torch.int32)} for word in words]
    return Model(
        graphs={
            "write": Graph(
                module=Write(speller),
                inputs={"source": Input("int32", ("S",))},
                outputs={"sounds": (M,), "probabilities": (M,), "states": ("S", D)},
                examples=examples,
            ),
        },
        axes={"S": Axis(1, 28)},
        facts={
            "title": "spell-gru",
            "parameters": sum(p.numel() for p in speller.parameters()),
            "licence": "Apache-2.0",
            "trained_on": "CMUdict (by the authors of g2p-en 2.1.0)",
            "letters": LETTERS,
            "phones": PHONES,
        },
    )
