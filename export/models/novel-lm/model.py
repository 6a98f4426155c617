"""novel-lm: a GPT-2 of 1 M parameters that has read novels and nothing else.

The same size and tokens as scripture-lm, and as many steps: what differs is the text. Its graphs
are story-lm's: `run`, `next`, `decode`, from `workshop/architectures`. L = 4 layers, H = 4
heads of 24, d = 96, V = 6144 tokens, C = 128 positions.
"""

from __future__ import annotations

from pathlib import Path

from livedemo_export import Model
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, gpt_graphs

HERE = Path(__file__).resolve().parent
STORY = HERE.parent / "story-lm"  # the tokens and the held-out text are its
CONFIG = gpt.config(width=96, layers=4, heads=4)


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return gpt.load(CONFIG, HERE / "weights.safetensors")


def build() -> Model:
    """What the exporter makes of it."""
    return gpt_graphs.model(
        load(),
        STORY,
        title="novel-lm",
        trained_on="Jane Austen's six novels",
    )
