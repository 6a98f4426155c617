"""Measure what text is worth: `python export/models/more-text/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The two models that are not published are
read from where `train.py` left them; the held-out text is committed.
"""

from __future__ import annotations

import json

import torch
from model import CONFIG, HERE, PARTS, STORY, load
from workshop.architectures import gpt, held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte
from workshop.training.loop import ROOT

FOLDER = ROOT / ".livedemo/train/more-text"


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    documents = held_out.documents(STORY)
    texts = [text for name in ("austen", "scripture") for text in documents[name]]
    found = {}
    for name in ("part_64", "part_32", "part_16", "part_8", "part_4", "part_2", "whole", "noisy"):
        published = name in PARTS
        lm = load(name) if published else gpt.load(CONFIG, FOLDER / name / "best.safetensors")
        found[name] = round(bits_per_byte(Run(lm), STORY, texts), 4)
    (HERE / "scores.json").write_text(json.dumps({"bits_per_byte": found}, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
