"""story-lm: a GPT-2 of 4.8 M parameters with its insides open, several graphs of the same weights.

`run` looks at a whole text, `next` ranks the next token and says how surprising each token was,
`decode` writes on, one token at a time, from a cache of fixed size; `insides` gives what a picture
of all of it draws, `head` one head from the queries on, `lens` what the model would say after each
layer: see `workshop/architectures`. In the shapes L = 6 layers, H = 6 heads of dh = 36, d = 216,
V = 6144 tokens, C = 256 positions.
"""

from __future__ import annotations

from pathlib import Path

from livedemo_export import Model
from transformers import GPT2LMHeadModel
from workshop.architectures import gpt, gpt_graphs, insides, lens, one_head

HERE = Path(__file__).resolve().parent
CONFIG = gpt.config(width=216, layers=6, heads=6, context=256)


def load() -> GPT2LMHeadModel:
    """The trained model, as transformers' own class, in float32 and ready to run."""
    return gpt.load(CONFIG, HERE / "weights.safetensors")


def build() -> Model:
    """What the exporter makes of it."""
    return gpt_graphs.model(
        load(),
        HERE,
        title="story-lm",
        trained_on="Jane Austen's novels, the World English Bible, WordNet's sentences, "
        "a sample of Wikipedia, and stories from a grammar of our own",
        more={"insides": insides.graph, "head": one_head.graph, "lens": lens.graph},
    )
