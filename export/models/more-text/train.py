"""Train more-text: `python export/models/more-text/train.py` from the root; 40 minutes.

Seven models, each from twice the text of the one before, and one more from all of it made noisy.
Each reads its text three times. Seeded, and resumable: checkpoints go to
`.livedemo/train/more-text` every two minutes.
"""

from __future__ import annotations

from random import Random

import numpy as np
from livedemo import tokenizers
from model import CONFIG, HERE, PARTS
from noise import noisy
from torch import Tensor
from workshop.training.causal import learn, readings, weights
from workshop.training.library import TOKENIZER, library, sources, stream
from workshop.training.loop import ROOT, Plan, publish, settle

FOLDER = ROOT / ".livedemo/train/more-text"
CORPUS = ("austen", "scripture")
SHARES = {f"part_{n}": n for n in (64, 32, 16, 8, 4, 2)} | {"whole": 1}  # one n-th of the corpus
READINGS = 3
BATCH = 1024  # tokens a step


def text(part: int) -> np.ndarray:
    """One n-th of the corpus: the first documents of each source, which are in random order."""
    tokens = [library()[name].train.tokens for name in CORPUS]
    return np.concatenate([t[: len(t) // part] for t in tokens])


def noisy_text() -> np.ndarray:
    """As many tokens of the whole corpus made noisy; kept, for it takes a minute to make."""
    kept = FOLDER / "noisy.npy"
    if not kept.exists():
        tokenizer, rng = tokenizers.load(TOKENIZER.read_bytes()), Random(0)
        pieces = []
        for name in CORPUS:
            documents = [noisy(document, rng) for document in sources()[name].train]
            tokens = stream([tokenizer.encode(document).ids for document in documents]).tokens
            pieces.append(tokens[: len(library()[name].train.tokens)])
        FOLDER.mkdir(parents=True, exist_ok=True)
        np.save(kept.with_name("noisy.tmp.npy"), np.concatenate(pieces))
        kept.with_name("noisy.tmp.npy").replace(kept)
    found: np.ndarray = np.load(kept)
    return found


def main() -> None:
    """Train whatever is not finished, the smallest first."""
    settle()
    everything: dict[str, Tensor] = {}
    for name in (*SHARES, "noisy"):
        tokens = noisy_text() if name == "noisy" else text(SHARES[name])
        steps = READINGS * readings(tokens, BATCH // CONFIG.n_positions, CONFIG.n_positions)
        plan = Plan(steps, warm_up=min(100, steps // 10))
        print(f"{name}: {len(tokens)} tokens", flush=True)
        model = learn(CONFIG, tokens, FOLDER / name, plan, BATCH)
        publish(weights(model), FOLDER / name / "weights.safetensors")
        if name in PARTS:
            everything |= {f"{name}.{key}": value for key, value in weights(model).items()}
    publish(everything, HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
