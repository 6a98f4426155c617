"""mask-lm without positions: it sees which tokens there are, and cannot see their order.

mask-lm's size, tokens and graphs. Shuffle a text and what it says of each token goes with it,
unchanged (`evaluate.py` measures that). L = 5 layers, H = 6 heads of 36, d = 216, V = 6147,
C = 128.
"""

from __future__ import annotations

from pathlib import Path

from livedemo_export import Model
from workshop.architectures import bert, bert_graphs
from workshop.architectures.bert import Bert

HERE = Path(__file__).resolve().parent
STORY = HERE.parent / "story-lm"  # the tokens and the held-out text are its
CONFIG = bert.config(width=216, layers=5, heads=6)


def load() -> Bert:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return bert.load(CONFIG, HERE / "weights.safetensors")


def build() -> Model:
    """What the exporter makes of it."""
    return bert_graphs.model(load(), STORY, title="mask-lm-no-positions")
