"""Train novel-lm: `python export/models/novel-lm/train.py` from the root; ten minutes.

Seeded, and resumable: a checkpoint goes to `.livedemo/train/novel-lm` every two minutes.
"""

from __future__ import annotations

from model import CONFIG, HERE
from workshop.training.causal import learn, weights
from workshop.training.command import options
from workshop.training.library import library
from workshop.training.loop import Plan, publish


def main() -> None:
    """Train until the steps are taken."""
    given = options("novel-lm", steps=2400)
    tokens = library()["austen"].train.tokens
    model = learn(CONFIG, tokens, given.folder, Plan(given.steps), batch=2048)
    publish(weights(model), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
