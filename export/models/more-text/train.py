"""Train more-text: `python export/models/more-text/train.py` from the root; two hours on one core.

Seven models, each from twice the text of the one before, and one more from all of it made noisy.
All take as many steps as the largest needs to read its text three times, and each is kept as it was
when it was best on a part of the text that none of them reads. Seeded, and resumable: checkpoints
go to `.livedemo/train/more-text` every two minutes.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from livedemo import tokenizers
from model import CONFIG, HERE, PARTS
from noise import noisy
from safetensors.torch import load_file
from torch import Tensor
from workshop.training.causal import learn, next_token_loss, readings, weights
from workshop.training.library import TOKENIZER, library, sources, stream
from workshop.training.loop import ROOT, Plan, publish, settle

FOLDER = ROOT / ".livedemo/train/more-text"
CORPUS = ("austen", "scripture")
SHARES = {f"part_{n}": n for n in (64, 32, 16, 8, 4, 2)} | {"whole": 1}  # one n-th of the corpus
READINGS = 3  # of all the text
VALIDATION = 64  # one n-th of each source, its last documents, is read by none and picks the best
EVERY = 100  # steps between two looks at it
BATCH = 1024  # tokens a step


def text(part: int) -> np.ndarray:
    """One n-th of what is read: the first documents of each source, which are in random order."""
    return np.concatenate([t[: len(t) // part] for t in (cut(name)[0] for name in CORPUS)])


def cut(name: str) -> tuple[np.ndarray, np.ndarray]:
    """A source's tokens: those that are read, and those that pick the best."""
    tokens = library()[name].train.tokens
    at = len(tokens) - len(tokens) // VALIDATION
    return tokens[:at], tokens[at:]


def noisy_text() -> np.ndarray:
    """As many tokens of the whole corpus made noisy; kept, for it takes a minute to make."""
    kept = FOLDER / "noisy.npy"
    if not kept.exists():
        tokenizer, rng = tokenizers.load(TOKENIZER.read_bytes()), Random(0)
        pieces = []
        for name in CORPUS:
            documents = [noisy(document, rng) for document in sources()[name].train]
            tokens = stream([tokenizer.encode(document).ids for document in documents]).tokens
            pieces.append(tokens[: len(cut(name)[0])])
        FOLDER.mkdir(parents=True, exist_ok=True)
        np.save(kept.with_name("noisy.tmp.npy"), np.concatenate(pieces))
        kept.with_name("noisy.tmp.npy").replace(kept)
    found: np.ndarray = np.load(kept)
    return found


class Best:
    """Keeps a model's weights as they were when it was best, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.weights, self.facts = folder / "best.safetensors", folder / "best.json"
        length = CONFIG.n_positions
        unread = np.concatenate([cut(name)[1] for name in CORPUS])
        count = (len(unread) - 1) // length
        rows = [unread[i * length :][: length + 1] for i in range(count)]
        self.rows = torch.from_numpy(np.stack(rows).astype(np.int64))

    def __call__(self, step: int, model: Any) -> None:
        """Look at it, when it is time."""
        if step % EVERY == 0:
            self.look(step, model)

    def look(self, step: int, model: Any) -> None:
        """Keep it, if it is the best so far."""
        with torch.no_grad():
            cost = float(next_token_loss(model, self.rows))
        known = json.loads(self.facts.read_text()) if self.facts.exists() else {"nats": math.inf}
        if cost < known["nats"]:
            publish(weights(model), self.weights)
            self.facts.write_text(json.dumps({"step": step, "nats": round(cost, 5)}))


def main() -> None:
    """Train whatever is not finished, the smallest first."""
    settle()
    everything: dict[str, Tensor] = {}
    steps = READINGS * readings(text(1), BATCH // CONFIG.n_positions, CONFIG.n_positions)
    for name in (*SHARES, "noisy"):
        tokens = noisy_text() if name == "noisy" else text(SHARES[name])
        print(f"{name}: {len(tokens)} tokens", flush=True)
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        best = Best(FOLDER / name)
        model = learn(CONFIG, tokens, FOLDER / name, Plan(steps), BATCH, best)
        best.look(steps, model)
        if name in PARTS:
            kept = load_file(best.weights)
            everything |= {f"{name}.{key}": value for key, value in kept.items()}
    publish(everything, HERE / "weights.safetensors")


if __name__ == "__main__":
    main()
