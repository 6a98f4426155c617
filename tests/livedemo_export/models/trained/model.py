"""A small character model and its training step, once for each optimiser."""

import torch
from livedemo_export import Axis, Input, Model
from livedemo_export.trainable import SGD, AdamW, Trainable
from torch import Tensor, nn
from torch.nn import functional as F

V, D = 11, 8


class Net(nn.Module):
    """Each character sees the mean of those before it."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.norm = nn.Embedding(V, D), nn.LayerNorm(D)
        self.up, self.out = nn.Linear(D, 2 * D), nn.Linear(2 * D, V, bias=False)

    def forward(self, ids: Tensor) -> Tensor:  # [B, T] -> [B, T, V]
        x = self.table(ids)
        ahead = torch.arange(ids.shape[1])
        mask = (ahead[None, :] > ahead[:, None]) * -1e9  # [T, T]
        weights = (x @ x.transpose(1, 2) + mask).softmax(-1)
        scores: Tensor = self.out(F.gelu(self.up(self.norm(weights @ x))))
        return scores


def loss(net: Net, ids: Tensor) -> Tensor:
    return F.cross_entropy(net(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten().long())


def predict(net: Net, ids: Tensor) -> Tensor:
    return net(ids[None])[0, -1].softmax(-1)


def build() -> Model:
    torch.manual_seed(5)
    net = Net()
    sgd, adamw = Trainable(net, SGD()), Trainable(net, AdamW())
    ids = {"ids": Input("int32", ("B", "S"))}

    def texts(*shape: int) -> dict[str, Tensor]:
        return {"ids": torch.randint(V, shape, dtype=torch.int32)}

    examples = [texts(3, 9), texts(6, 5)]
    return Model(
        graphs={
            "sgd": sgd.step(loss, ids, examples),
            "step": adamw.step(loss, ids, examples),
            "start": adamw.start(),
            "predict": adamw.graph(
                predict,
                inputs={"ids": Input("int32", ("T",))},
                outputs={"probabilities": (V,)},
                examples=[texts(4), texts(7)],
            ),
        },
        axes={"B": Axis(1, 8), "S": Axis(2, 16), "T": Axis(1, 16)},
    )
