"""story-lm without positions: all its attention knows is which tokens came before.

story-lm's size, tokens and graphs, but nothing tells it where a token stands. It knows the order
all the same, if less well: through the causal mask each token sees a longer past than the one
before it (Haviv et al. 2022). L = 6 layers, H = 6 heads of 36, d = 216, V = 6144, C = 256.
"""

from __future__ import annotations

from pathlib import Path

from livedemo_export import Model
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, gpt_graphs

HERE = Path(__file__).resolve().parent
STORY = HERE.parent / "story-lm"  # the tokens and the held-out text are its
CONFIG = gpt.config(width=216, layers=6, heads=6, context=256)


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return gpt.load(CONFIG, HERE / "weights.safetensors")


def build() -> Model:
    """What the exporter makes of it."""
    return gpt_graphs.model(
        load(),
        STORY,
        title="story-lm-no-positions",
        trained_on="what story-lm read",
        top1=0.97,  # with scales a column; 0.98 would take finer ones, and more than 5 MB
    )
