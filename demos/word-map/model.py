"""word-map: PCA, and t-SNE a few iterations at a time, over vectors that another model gives.

In the shapes N = words, D = C = 50 numbers of each (C = 2 or 3 on a map), E = 2 or 3 dimensions
of a map, G = groups of words.
"""

from pathlib import Path

import torch
from livedemo_export import Axis, Graph, Input, Model
from safetensors.torch import load_file
from torch import Tensor

from .graphs import Affinities, Apart, Descent, Finished, Neighbours, Principal

FINISHED = Path(__file__).resolve().parent / "finished.safetensors"
ITERATIONS = 5  # a run of the graph: the fewer runs, the less goes to and fro
SIZES = (40, 64)  # words of the examples


def vectors(count: int) -> Tensor:
    """Made-up words in five loose groups: [N, 50], each of length 1."""
    dice = torch.Generator().manual_seed(count)
    centres = torch.randn(5, 50, generator=dice)
    points = centres[torch.arange(count) % 5] + torch.randn(count, 50, generator=dice)
    return torch.nn.functional.normalize(points)


def build() -> Model:
    """The graphs of both maps, and of what is measured on them."""
    finished = load_file(FINISHED)
    chances = [Affinities()(vectors(n), torch.tensor(10.0)) for n in SIZES]
    places = [Principal()(vectors(n))[0][:, : 2 + i] for i, n in enumerate(SIZES)]
    exaggerations, momenta = (12.0, 1.0), (0.5, 0.8)
    moving = {name: Input("float32", ("N", "E")) for name in ("places", "velocity", "gains")}
    member = [(torch.arange(n) % 5 == torch.arange(5)[:, None]).float() for n in SIZES]
    return Model(
        graphs={
            "descend": Graph(
                module=Descent(ITERATIONS),
                inputs={
                    "chances": Input("float32", ("N", "N")),
                    "constant": Input("float32", ()),
                    **moving,
                    "exaggeration": Input("float32", ()),
                    "momentum": Input("float32", ()),
                    "rate": Input("float32", ()),
                },
                outputs={
                    **{f"next_{name}": ("N", "E") for name in moving},
                    "kl": (),
                },
                examples=[
                    {
                        "chances": both,
                        "constant": constant,
                        "places": at,
                        "velocity": at * 0.1,
                        "gains": torch.ones_like(at),
                        "exaggeration": torch.tensor(exaggerations[i]),
                        "momentum": torch.tensor(momenta[i]),
                        "rate": torch.tensor(1.0),
                    }
                    for i, ((both, constant), at) in enumerate(zip(chances, places, strict=True))
                ],
            ),
            "affinities": Graph(
                module=Affinities(),
                inputs={
                    "vectors": Input("float32", ("N", 50)),
                    "perplexity": Input("float32", ()),
                },
                outputs={"chances": ("N", "N"), "constant": ()},
                examples=[
                    {"vectors": vectors(n), "perplexity": torch.tensor(p)}
                    for n, p in zip(SIZES, (5.0, 20.0), strict=True)
                ],
            ),
            "principal": Graph(
                module=Principal(),
                inputs={"vectors": Input("float32", ("N", 50))},
                outputs={"places": ("N", 3), "shares": (3,)},
                examples=[{"vectors": vectors(n)} for n in SIZES],
            ),
            "neighbours": Graph(
                module=Neighbours(),
                inputs={"points": Input("float32", ("N", "C"))},
                outputs={"rows": ("N", 10), "distances": ("N", 10)},
                examples=[{"points": vectors(SIZES[0])}, {"points": places[1]}],
            ),
            "apart": Graph(
                module=Apart(),
                inputs={
                    "points": Input("float32", ("N", "C")),
                    "member": Input("float32", ("G", "N")),
                },
                outputs={"distances": ("G", "G")},
                examples=[
                    {"points": vectors(SIZES[0]), "member": member[0]},
                    {"points": places[1], "member": member[1][:3]},
                ],
            ),
            "finished": Graph(
                module=Finished(finished["flat"], finished["solid"]),
                inputs={"words": Input("int32", ("N",))},
                outputs={"plane": ("N", 2), "space": ("N", 3)},
                examples=[{"words": torch.arange(n, dtype=torch.int32)} for n in SIZES],
            ),
        },
        axes={"N": Axis(12, 640), "E": Axis(2, 3), "C": Axis(2, 50), "G": Axis(2, 16)},
        facts={
            "title": "t-SNE and PCA, as graphs",
            "licence": "MIT",
            "iterations": ITERATIONS,
            "kl": finished["kl"].tolist(),  # of the finished maps, in two dimensions and in three
        },
    )
