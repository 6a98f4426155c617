"""review-labels: logistic regression on vectors of sentences, three at a time, as it learns.

In the shapes K = 3 classifiers that know nothing of each other, B = labels of each, D = 64 numbers
for a sentence. `table.safetensors` holds the sentences' vectors, in int8 with a scale a column, and
the label that most raters gave: first the TWELVE that readers label, then the HELD that are held
out (half of them positive), then those that can be trained on besides.
"""

from __future__ import annotations

from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model
from livedemo_export.trainable import SGD, Trainable
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
K, D = 3, 64
TWELVE, HELD = 12, 200
DECAY = 0.01  # what a weight's square costs
STEPS, RATE = 100, 2.0  # with which it has converged


def load() -> tuple[Tensor, Tensor]:
    """Vectors [N, D] and labels [N], 1 for positive."""
    stored = load_file(HERE / "table.safetensors")
    return stored["table"].float() * stored["scale"], stored["labels"].float()


class Vectors(nn.Module):
    """The table."""

    table: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        stored = load_file(HERE / "table.safetensors")
        self.register_buffer("table", stored["table"])  # int8 [N, D]
        self.register_buffer("scale", stored["scale"])  # [D]

    def forward(self, rows: Tensor) -> Tensor:
        """The vectors [B, D] of the sentences in these rows [B]."""
        read: Tensor = self.table.index_select(0, rows).float() * self.scale
        return read


class Classifiers(nn.Module):
    """Several classifiers, each a weighted sum of a sentence's numbers: above 0 is positive."""

    def __init__(self, count: int = K) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(count, D))
        self.bias = nn.Parameter(torch.zeros(count))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors [B, D], or [count, B, D] where each has its own, to scores [count, B].

        Beside them the sum of all squared weights, [].
        """
        scores = (x * self.weight[:, None]).sum(-1) + self.bias[:, None]
        return scores, self.weight.square().sum()


def loss(net: Classifiers, x: Tensor, labels: Tensor) -> Tensor:
    """The sum of the classifiers' losses []; x [B, D] or [count, B, D], labels [count, B] of 0, 1.

    Each has the mean of its cross-entropy, and half of `DECAY` times its squared weights.
    """
    scores, squares = net(x)
    surprise = F.binary_cross_entropy_with_logits(scores, labels, reduction="sum")
    cost: Tensor = surprise / labels.shape[1] + DECAY / 2 * squares
    return cost


def build() -> Model:
    """The graphs ``vectors``, ``score``, ``start`` and ``step``."""
    vectors, labels = load()
    net = Trainable(Classifiers(), SGD())
    x = Input("float32", ("B", D))
    # before the first step all weights are 0, and any graph is right about them
    learned = {"weight": torch.randn(K, D), "bias": torch.randn(K)}

    def batch(size: int) -> dict[str, Tensor]:
        kinds = torch.stack([labels[:size], labels[size : 2 * size], 1 - labels[:size]])
        return {"x": vectors[:size], "labels": kinds, **learned}

    return Model(
        graphs={
            "vectors": Graph(
                module=Vectors(),
                inputs={"rows": Input("int32", ("B",))},
                outputs={"vectors": ("B", D)},
                examples=[{"rows": torch.arange(size, dtype=torch.int32)} for size in (12, 200)],
            ),
            "score": net.graph(
                lambda net, x: net(x)[0],
                inputs={"x": x},
                outputs={"scores": (K, "B")},
                examples=[{"x": vectors[:size], **learned} for size in (200, 5)],
            ),
            "start": net.trained(),
            "step": net.step(
                loss,
                batch={"x": x, "labels": Input("float32", (K, "B"))},
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
