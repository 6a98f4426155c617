"""What a GPT would say after each of its layers: the logit lens (nostalgebraist 2020).

In the shapes T = tokens, L = layers, d = width, V = tokens of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from livedemo_export.spec import Graph, Input
from torch import Tensor

from workshop.architectures.gpt import Open

SAYS = 5  # tokens that are named after each layer


class Lens(Open):
    """The model's last step, final norm and table of tokens, taken after every layer.

    Not before the first: the table that reads the tokens is the one that writes them, so that each
    token would only be told to be itself.
    """

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """From ids [T]: chances and order [L, T, 5] of the likeliest next tokens, length [L+1, T].

        length is that of the residual stream, from the embedding on.
        """
        _, _, hidden = self.whole(ids, *self.unchanged())
        after = hidden[1:].reshape(-1, self.width)  # [L T, d]
        best, order = torch.topk(scores := self.logits(after), SAYS)
        chances = torch.exp(best - torch.logsumexp(scores, dim=-1, keepdim=True))
        shape = (self.layers, -1, SAYS)
        return chances.view(shape), order.int().view(shape), hidden.norm(dim=-1)


def graph(lm: Any, windows: Sequence[Tensor]) -> Graph:
    """The lens of a GPT, with three or more windows of ids as its examples."""
    layers = Open(lm).layers
    return Graph(
        module=Lens(lm),
        inputs={"ids": Input("int32", ("T",))},
        outputs={
            "chances": (layers, "T", SAYS),
            "order": (layers, "T", SAYS),
            "length": (layers + 1, "T"),
        },
        examples=[{"ids": windows[0][:8]}, {"ids": windows[1][:1]}, {"ids": windows[2][:64]}],
    )
