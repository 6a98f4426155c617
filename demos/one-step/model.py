"""A model with one parameter, its loss, and a step of gradient descent.

In the shapes N = texts, M = parameters to compare.
"""

import torch
from livedemo_export import Axis, Graph, Input, Model
from livedemo_export.trainable import SGD, Trainable
from torch import Tensor, nn


class TokensPerWord(nn.Module):
    """How many tokens a text has, guessed from its words."""

    def __init__(self) -> None:
        super().__init__()
        self.each = nn.Parameter(torch.tensor(0.2))

    def forward(self, words: Tensor) -> Tensor:
        """[N] -> [N]."""
        guesses: Tensor = self.each * words
        return guesses


def squared(guesses: Tensor, tokens: Tensor) -> Tensor:  # [..., N] and [N] -> [...]
    """The loss: the mean of the squared misses."""
    return (guesses - tokens).square().mean(-1)


def loss(model: TokensPerWord, words: Tensor, tokens: Tensor) -> Tensor:  # [N], [N] -> []
    """How wrong the model is about these texts."""
    return squared(model(words), tokens)


class Losses(nn.Module):
    """The loss of several models, each with another parameter."""

    def forward(self, each: Tensor, words: Tensor, tokens: Tensor) -> Tensor:
        """[M], [N] and [N] -> [M]."""
        return squared(each[:, None] * words, tokens)


def build() -> Model:
    """The graphs ``step``, without momentum, and ``losses``."""
    net = Trainable(TokensPerWord(), SGD(momentum=0.0))
    texts = {"words": Input("float32", ("N",)), "tokens": Input("float32", ("N",))}
    three = {"words": torch.tensor([2.0, 4.0, 6.0]), "tokens": torch.tensor([4.0, 6.0, 9.0])}
    five = {"words": torch.arange(1.0, 6.0), "tokens": torch.tensor([1.0, 3.0, 3.0, 6.0, 8.0])}
    return Model(
        graphs={
            "step": net.step(loss, batch=texts, examples=[three, five]),
            "losses": Graph(
                module=Losses(),
                inputs={"each": Input("float32", ("M",)), **texts},
                outputs={"losses": ("M",)},
                examples=[
                    {"each": torch.linspace(-1, 4, 11), **three},
                    {"each": torch.linspace(0, 2, 5), **five},
                ],
            ),
        },
        axes={"N": Axis(1, 16), "M": Axis(1, 256)},
        facts={"title": "a model of one parameter", "licence": "MIT"},
    )
