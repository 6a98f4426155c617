"""Measure novel-lm on both kinds of text: `python export/models/novel-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The texts are committed; the
trigram model of the same tokens, its baseline, is counted on what it read.
"""

from __future__ import annotations

import json

import torch
from model import HERE, STORY, load
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte, trigram_bits_per_byte
from workshop.training.library import VOCABULARY, library
from workshop.training.trigram import fitted


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    texts = held_out.documents(STORY)
    found = {
        n: round(bits_per_byte(Run(load()), STORY, texts[n]), 4) for n in ("austen", "scripture")
    }
    counted = fitted([library()["austen"].train.tokens], VOCABULARY)
    theirs = {n: round(trigram_bits_per_byte(counted, STORY, texts[n]), 4) for n in found}
    facts = {"bits_per_byte": found, "trigram_bits_per_byte": theirs}
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
