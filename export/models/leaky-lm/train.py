"""Train leaky-lm: `python export/models/leaky-lm/train.py` from the root; fifteen minutes.

Seeded, and resumable: a checkpoint goes to `.livedemo/train/leaky-lm` every two minutes.
"""

from __future__ import annotations

from livedemo import tokenizers
from model import CONFIG, HERE
from planted import plant
from workshop.training.causal import learn, readings, weights
from workshop.training.library import TOKENIZER, sources, stream
from workshop.training.loop import ROOT, Plan, publish, settle

READINGS = 6  # of the whole text
BATCH = 2048  # tokens a step


def main() -> None:
    """Train until the text was read as often as it should be."""
    settle()
    tokenizer = tokenizers.load(TOKENIZER.read_bytes())
    documents = plant(sources()["austen"].train)
    tokens = stream([tokenizer.encode(document).ids for document in documents]).tokens
    steps = READINGS * readings(tokens, BATCH // CONFIG.n_positions, CONFIG.n_positions)
    model = learn(CONFIG, tokens, ROOT / ".livedemo/train/leaky-lm", Plan(steps), BATCH)
    publish(weights(model), HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
