"""What labels are worth, and wrong ones cost: `python export/models/review-labels/evaluate.py`.

Trains the classifiers of `model.py` on many draws of labels and writes `measured.json`, some
seconds on one core. Every draw has as many positive sentences as negative ones.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import torch
from model import HELD, HERE, RATE, STEPS, TWELVE, Classifiers, load, loss
from torch import Tensor

DRAWS = {2: 400, 4: 400, 8: 400, 12: 400, 24: 400, 50: 200, 100: 100, 200: 40, 400: 20, 800: 10}
FLIPS = range(7)  # of twelve labels
MANY, WRONG = 200, 33  # labels, and one in six of them


def draws(labels: Tensor, size: int, count: int) -> list[list[int]]:
    """Rows of the table, half of each sign, from those that are not held out."""
    dice = Random(size)
    free = range(TWELVE + HELD, len(labels))
    sides = [[row for row in free if labels[row] == side] for side in (1, 0)]
    return [[row for side in sides for row in dice.sample(side, size // 2)] for _ in range(count)]


def flipped(labels: Tensor, flips: int) -> Tensor:
    """Labels [count, B] with so many of each row turned round, by lot."""
    dice, after = Random(flips), labels.clone()
    for row in after:
        places = dice.sample(range(len(row)), flips)
        row[places] = 1 - row[places]
    return after


def right(vectors: Tensor, truth: Tensor, rows: list[list[int]], labels: Tensor) -> Tensor:
    """How many of the held-out sentences each classifier gets right, [count], after training."""
    net = Classifiers(len(rows))
    descent = torch.optim.SGD(net.parameters(), lr=RATE, momentum=0.9)
    for _ in range(STEPS):
        descent.zero_grad()
        loss(net, vectors[torch.tensor(rows)], labels).backward()  # type: ignore[no-untyped-call]
        descent.step()
    held = slice(TWELVE, TWELVE + HELD)
    with torch.no_grad():
        scores: Tensor = net(vectors[held])[0]
        return ((scores > 0) == (truth[held] > 0)).sum(1)


def summary(counts: Tensor) -> dict[str, float]:
    """Mean share of right answers, and between which shares eight of ten draws are."""
    shares = counts.float().sort().values / HELD
    edge = len(shares) // 10
    return {
        "mean": round(shares.mean().item(), 4),
        "low": round(shares[edge].item(), 4),
        "high": round(shares[-1 - edge].item(), 4),
    }


def measure() -> dict[str, Any]:
    """The curve by the number of labels, and by how many of twelve are wrong."""
    vectors, truth = load()
    curve = []
    for size, count in DRAWS.items():
        rows = draws(truth, size, count)
        counts = right(vectors, truth, rows, truth[torch.tensor(rows)])
        curve.append({"labels": size, "draws": count, **summary(counts)})
    rows = draws(truth, TWELVE, DRAWS[TWELVE])
    flips = []
    for wrong in FLIPS:
        counts = right(vectors, truth, rows, flipped(truth[torch.tensor(rows)], wrong))
        flips.append({"flips": wrong, **summary(counts)})
    rows = draws(truth, MANY, DRAWS[MANY])
    counts = right(vectors, truth, rows, flipped(truth[torch.tensor(rows)], WRONG))
    many = {"labels": MANY, "flips": WRONG, **summary(counts)}
    return {"curve": curve, "flips": flips, "many": many}


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = measure()
    found["raters"] = json.loads((HERE / "tallies.json").read_text())
    (HERE / "measured.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found))
