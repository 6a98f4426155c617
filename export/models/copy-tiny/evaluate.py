"""Ten trainings of copy-tiny from noise: `python export/models/copy-tiny/evaluate.py`.

Runs the graphs `start` and `step` themselves, in torch, half a minute on one core, and writes what
the card says to `scores.json`.
"""

from __future__ import annotations

import json
from math import log
from pathlib import Path
from random import Random
from typing import Any

import torch
from model import BATCH, RATE, SPANS, WARM, C, V, build
from torch import Tensor

HERE = Path(__file__).resolve().parent
SEEDS, STEPS = 10, 400
LOOKS = (0, 50, 100, 150, 200, 400)  # steps at which it is measured
MEAN = 8  # steps that a loss is averaged over


def batch(seed: int, step: int, count: int = BATCH) -> dict[str, Tensor]:
    """Spans of different symbols, said again and again; what repeats can be known."""
    rng = Random(f"{seed} {step}")
    rows, known = [], []
    for _ in range(count):
        size = rng.randint(*SPANS)
        span = rng.sample(range(V), size)
        rows.append((span * C)[: C + 1])
        known.append(
            [float(at > size) for at in range(1, C + 1)]
        )  # not where it first begins again
    return {"ids": torch.tensor(rows, dtype=torch.int32), "known": torch.tensor(known)}


def stripe(attention: Tensor, ids: Tensor) -> float:
    """How much the best head looks at what followed earlier ones of the same symbol.

    attention [L, H, T, T], ids [T]; the mean over the symbols that came before.
    """
    before = torch.cat([torch.tensor([-1]), ids[:-1]])
    after = (before[None, :] == ids[:, None]).tril()  # [T, T]: what followed the same symbol
    weight = (attention * after).sum(-1)  # [L, H, T]
    return float(weight[..., after.any(-1)].mean(-1).max())


def previous(attention: Tensor) -> float:
    """How much the best head of the first layer looks at the symbol before."""
    return float(attention[0].diagonal(-1, dim1=1, dim2=2).mean(-1).max())


def measure(look: Any, state: dict[str, Tensor]) -> dict[str, float]:
    """What the model does with 32 rows that it never trained on."""
    fresh, rows = batch(-1, 0, 32), []
    for ids, known in zip(fresh["ids"], fresh["known"].bool(), strict=True):
        given = state | {"ids": ids[:-1]}
        chances, attention = look.module(*(given[name] for name in look.inputs))
        right = float((chances.argmax(-1) == ids[1:])[known].float().mean())
        rows.append((right, stripe(attention, ids[:-1]), previous(attention)))
    means = [round(sum(column) / len(rows), 3) for column in zip(*rows, strict=True)]
    return dict(zip(("right", "induction", "previous"), means, strict=True))


def train(graphs: dict[str, Any], seed: int) -> dict[str, Any]:
    """One training: when the loss fell below half of chance, and what the model did on the way."""
    step, start, look = (graphs[name] for name in ("step", "start", "look"))
    noise = torch.rand(start.inputs["noise"].shape, generator=torch.Generator().manual_seed(seed))
    state = dict(zip(start.outputs, start.module(noise), strict=True))
    losses: list[float] = []
    on_the_way = {}
    for count in range(STEPS + 1):
        if count in LOOKS:
            on_the_way[count] = measure(look, state)
        rate = torch.tensor(RATE * min(1.0, (count + 1) / WARM))
        given = state | batch(seed, count) | {"rate": rate}
        loss, *after = step.module(*(given[name] for name in step.inputs))
        losses.append(float(loss))
        state = dict(zip(state, after, strict=True))
    fell = (s for s in range(MEAN, STEPS) if sum(losses[s - MEAN : s]) / MEAN < log(V) / 2)
    return {"cliff": next(fell, None), "after_steps": on_the_way}


def main() -> None:
    """Train, print, write."""
    torch.set_num_threads(1)
    graphs = build().graphs
    with torch.no_grad():
        runs = [train(dict(graphs), seed) for seed in range(SEEDS)]
    for seed, run in enumerate(runs):
        print(seed, run)
    (HERE / "scores.json").write_text(json.dumps({"steps": STEPS, "seeds": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
