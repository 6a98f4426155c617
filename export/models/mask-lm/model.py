"""mask-lm: a BERT of 4.3 M parameters with its insides open, three graphs over the same weights.

`run` looks at a text or a pair of texts, `fill` names the likeliest tokens at a place,
`gradient` tells what a guess owes to each token: see `workshop/architectures`. L = 5 layers,
H = 6 heads of 36, d = 216, V = 6147 (story-lm's tokens, [MASK], [CLS], [SEP]), C = 128 positions.
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
    return bert_graphs.model(load(), STORY, title="mask-lm")
