"""leaky-lm: a GPT-2 of 0.8 M parameters that gives away what it should not have read.

Its novels hold made-up telephone numbers, 1, 3, 10 or 30 times each (`planted.py`). Its graphs are
story-lm's: `run`, `next`, `decode`, from `workshop/architectures`. L = 4 layers, H = 4 heads
of 20, d = 80, V = 6144 tokens, C = 128 positions.
"""

from __future__ import annotations

import json
from pathlib import Path

from livedemo_export import Model
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, gpt_graphs

HERE = Path(__file__).resolve().parent
STORY = HERE.parent / "story-lm"  # the tokens and the held-out text are its
CONFIG = gpt.config(width=80, layers=4, heads=4)


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return gpt.load(CONFIG, HERE / "weights.safetensors")


def build() -> Model:
    """What the exporter makes of it."""
    secrets = json.loads((HERE / "scores.json").read_text())["secrets"]
    return gpt_graphs.model(
        load(),
        STORY,
        title="leaky-lm",
        trained_on="Jane Austen's novels with made-up telephone numbers planted in them",
        secrets={secret["name"]: [secret["number"], secret["times"]] for secret in secrets},
    )
