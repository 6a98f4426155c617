"""Train mask-lm: `python export/models/mask-lm/train.py` from the repository's root.

Rows are drawn from a seed and a checkpoint goes to `.livedemo/train/mask-lm` every two minutes, so
that the same command goes on where it was stopped. In the second part every row is a pair: sooner,
what little pairs tell is lost in what hidden tokens do. At the end `weights.safetensors` stands
here.
"""

from __future__ import annotations

from model import CONFIG, HERE
from workshop.training.beginnings import bert
from workshop.training.command import options
from workshop.training.loop import Plan, publish
from workshop.training.masked import learn, weights


def main() -> None:
    """Train until the steps are taken."""
    given = options("mask-lm", steps=2400)
    first = Plan(given.steps, warm_up=50, decay=0.4, muon=0.004, adam=0.002)
    pairs = Plan(3600, warm_up=20, decay=0.5, muon=0.002, adam=0.001)
    model = bert(CONFIG)
    learn(model, given.folder, first, pairs)
    publish(weights(model), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
