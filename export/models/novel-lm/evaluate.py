"""Measure novel-lm on both kinds of text: `python export/models/novel-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The texts are committed.
"""

from __future__ import annotations

import json

import torch
from model import HERE, STORY, load
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    texts = held_out.documents(STORY)
    found = {
        n: round(bits_per_byte(Run(load()), STORY, texts[n]), 4) for n in ("austen", "scripture")
    }
    (HERE / "scores.json").write_text(json.dumps({"bits_per_byte": found}, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
