"""Measure what text is worth: `python export/models/more-text/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The baseline is a trigram model of the
same tokens. The two models that are not published are read from where `train.py` left them, or else
keep the score they had; the held-out text is committed.
"""

from __future__ import annotations

import json

import numpy as np
import torch
from model import CONFIG, HERE, PARTS, STORY, load
from workshop.architectures import gpt, held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte, trigram_bits_per_byte
from workshop.training.library import VOCABULARY, library
from workshop.training.loop import ROOT
from workshop.training.trigram import fitted

FOLDER = ROOT / ".livedemo/train/more-text"
SHARES = {f"part_{n}": n for n in (64, 32, 16, 8, 4, 2)} | {"whole": 1}


def read(part: int) -> list[np.ndarray]:
    """What the weights were trained on: one n-th of each source, none of it put aside."""
    shelves = [library()[name].train.tokens for name in ("austen", "scripture")]
    return [tokens[: len(tokens) // part] for tokens in shelves]


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    documents = held_out.documents(STORY)
    texts = [text for name in ("austen", "scripture") for text in documents[name]]
    found = json.loads((HERE / "scores.json").read_text())["bits_per_byte"]
    for name in (*SHARES, "noisy"):
        kept = FOLDER / name / "best.safetensors"
        if name in PARTS or kept.exists():
            lm = load(name) if name in PARTS else gpt.load(CONFIG, kept)
            found[name] = round(bits_per_byte(Run(lm), STORY, texts), 4)
    counted = {
        name: round(trigram_bits_per_byte(fitted(read(n), VOCABULARY), STORY, texts), 4)
        for name, n in SHARES.items()
    }
    facts = {"bits_per_byte": found, "trigram_bits_per_byte": counted}
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
