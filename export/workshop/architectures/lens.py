"""What a GPT would say after each of its layers: the logit lens (nostalgebraist 2020).

In the shapes T = tokens, L = layers, d = width, V = tokens of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from livedemo_export.spec import Graph, Input, Tolerance
from torch import Tensor

from workshop.architectures.gpt import Open

SAYS = 5  # tokens that are named at one place


class Lens(Open):
    """The model's last step, final norm and table of tokens, taken after every layer.

    Not before the first: the table that reads the tokens is the one that writes them, so that each
    token would only be told to be itself.
    """

    def forward(self, ids: Tensor, token: Tensor, layer: Tensor) -> tuple[Tensor, ...]:
        """See `graph` for what comes out; token and layer [1] are counted from 0."""
        _, _, hidden = self.whole(ids, *self.unchanged())
        scores = self.logits(hidden[1:].reshape(-1, self.width))  # [L T, V]
        best, order = scores.max(-1)
        chances = 1 / torch.exp(scores - best[:, None]).sum(-1)
        stream = hidden.index_select(1, token)[:, 0]  # [L + 1, d]
        here = torch.softmax(self.logits(stream.index_select(0, layer + 1)), dim=-1)
        likely, names = torch.topk(here, SAYS)
        return (
            chances.view(self.layers, -1),
            order.int().view(self.layers, -1),
            likely[0],
            names.int()[0],
            stream.norm(dim=-1),
        )


def graph(lm: Any, windows: Sequence[Tensor]) -> Graph:
    """The lens of a GPT, with three or more windows of ids as its examples."""
    layers = Open(lm).layers
    one = Input("int32", (1,), default=0)

    def at(*places: int) -> dict[str, Tensor]:
        numbers = (torch.tensor([place], dtype=torch.int32) for place in places)
        return dict(zip(("token", "layer"), numbers, strict=True))

    return Graph(
        module=Lens(lm),
        inputs={"ids": Input("int32", ("T",)), "token": one, "layer": one},
        outputs={
            "chances": (layers, "T"),  # of the likeliest next token, after each layer
            "order": (layers, "T"),  # its id
            "likely": (SAYS,),  # the chances of the likeliest at one token, after one layer
            "names": (SAYS,),  # their ids
            "length": (layers + 1,),  # of the token's stream, from the embedding on
        },
        tolerance=Tolerance(),  # a chance that is read early moves more than what is allowed else
        examples=[
            {"ids": windows[0][:8], **at(5, 3)},
            {"ids": windows[1][:1]},
            {"ids": windows[2][:64], **at(40, layers - 1)},
        ],
    )
