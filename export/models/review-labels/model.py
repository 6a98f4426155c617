"""review-labels: logistic regression on vectors of sentences, three at a time, as it learns.

In the shapes K = 3 classifiers that know nothing of each other, B = labels of each, D = 64 numbers
for a sentence. `table.safetensors` holds the sentences' vectors, in int8 with a scale a column, and
the label that most raters gave: first the TWELVE that readers label, then the HELD that are held
out (half of them positive), then those that can be trained on besides.
"""

from __future__ import annotations

from pathlib import Path

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import SGD, Trainable
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
K, D = 3, 64
TWELVE, HELD = 12, 200
DECAY = 0.01  # what a weight's square costs
STEPS, RATE = 50, 2.0  # with which it has converged: no answer changes any more


def load() -> tuple[Tensor, Tensor]:
    """Vectors [N, D] and labels [N], 1 for positive."""
    stored = load_file(HERE / "table.safetensors")
    return stored["table"].float() * stored["scale"], stored["labels"].float()


class Classifiers(nn.Module):
    """Several classifiers, each a weighted sum of a sentence's numbers: above 0 is positive."""

    vectors: Tensor

    def __init__(self, vectors: Tensor, count: int = K) -> None:
        super().__init__()
        self.register_buffer("vectors", vectors)
        self.weight = nn.Parameter(torch.zeros(count, vectors.shape[1]))
        self.bias = nn.Parameter(torch.zeros(count))

    def forward(self, rows: Tensor) -> Tensor:
        """Sentences by their rows in the table [count, B] -> scores [count, B]."""
        read = self.vectors.index_select(0, rows.flatten()).unflatten(0, rows.shape)
        return (read * self.weight[:, None]).sum(-1) + self.bias[:, None]


def loss(net: Classifiers, rows: Tensor, labels: Tensor) -> Tensor:
    """The sum of the classifiers' losses []; rows [count, B], labels [count, B] of 0 and 1.

    Each has the mean of its cross-entropy, and half of `DECAY` times its squared weights.
    """
    surprise = F.binary_cross_entropy_with_logits(net(rows), labels, reduction="sum")
    return surprise / rows.shape[1] + DECAY / 2 * net.weight.square().sum()


def score(net: Classifiers) -> Tensor:
    """What each makes of the held-out sentences, [count, HELD]."""
    rows = torch.arange(TWELVE, TWELVE + HELD, dtype=torch.int32)
    return net(rows[None].expand(len(net.bias), HELD))


def build() -> Model:
    """The graphs ``start``, ``step`` and ``score``."""
    torch.manual_seed(0)
    vectors, labels = load()
    net = Trainable(Classifiers(vectors), SGD())

    def batch(size: int) -> dict[str, Tensor]:
        rows = torch.randint(len(vectors), (K, size), dtype=torch.int32)
        return {"rows": rows, "labels": labels[rows.long()]}

    return Model(
        graphs={
            "score": net.graph(score, inputs={}, outputs={"scores": (K, HELD)}, examples=[{}]),
            "start": net.trained(),
            "step": net.step(
                loss,
                batch={"rows": Input("int32", (K, "B")), "labels": Input("float32", (K, "B"))},
                examples=[batch(12), batch(5)],
            ),
        },
        axes={"B": Axis(1, len(vectors))},
        assets={"twelve": HERE / "twelve.json", "measured": HERE / "measured.json"},
        facts={
            "title": "logistic regression, untrained",
            "parameters": net.size // K,
            "steps": STEPS,
            "rate": RATE,
            "held_out": [int(label) for label in labels[TWELVE : TWELVE + HELD]],
            "licence": "MIT",
        },
    )
