"""A training step: loss, gradients and update as one graph, weights in and out."""

from collections import OrderedDict

import torch
from livedemo_export import Graph, Input, Model
from torch import Tensor, nn
from torch.func import functional_call, grad_and_value
from torch.fx.experimental.proxy_tensor import make_fx

RATE = 0.1


def build() -> Model:
    torch.manual_seed(4)
    layers = OrderedDict(hidden=nn.Linear(2, 16), bend=nn.Tanh(), out=nn.Linear(16, 1))
    net = nn.Sequential(layers)
    shapes = {name.replace(".", "_"): tuple(p.shape) for name, p in net.named_parameters()}
    start = [p.detach().clone() for p in net.parameters()]
    x = torch.rand(8, 2)
    y = (x[:, :1] > x[:, 1:]).float()

    def step(*given: Tensor) -> tuple[Tensor, ...]:
        *weights, x, y = given
        named = dict(zip(dict(net.named_parameters()), weights, strict=True))

        def loss(named: dict[str, Tensor]) -> Tensor:
            return nn.functional.mse_loss(functional_call(net, named, (x,)), y)

        gradients, value = grad_and_value(loss)(named)
        return (value, *(w - RATE * g for w, g in zip(weights, gradients.values(), strict=True)))

    table = torch._decomp.core_aten_decompositions()
    module = make_fx(step, decomposition_table=table)(*start, x, y)
    inputs = {name: Input("float32", shape) for name, shape in shapes.items()}
    return Model(
        graphs={
            "step": Graph(
                module=module,
                inputs={**inputs, "x": Input("float32", (8, 2)), "y": Input("float32", (8, 1))},
                outputs={"loss": (), **{f"next_{name}": shape for name, shape in shapes.items()}},
                examples=[{**dict(zip(shapes, start, strict=True)), "x": x, "y": y}],
            )
        },
    )
