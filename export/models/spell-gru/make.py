"""Writes weights.safetensors from the PyPI package `g2p-en` 2.1.0.

    python export/models/spell-gru/make.py

Its `checkpoint20.npz` is kept as published, in half precision, under the names of torch's GRU.
"""

from pathlib import Path

import numpy as np
import torch
from workshop.corpora import Package
from workshop.training.loop import publish

HERE = Path(__file__).resolve().parent
G2P_EN = Package(
    "pypi", "g2p-en", "2.1.0",
    "2a7aabf1fc7f270fcc3349881407988c9245173c2413debbe5432f4a4f31319f",
)  # fmt: skip
KINDS = {"w": "weight", "b": "bias"}
NAMES = {
    "enc_emb": "letters.weight",
    "dec_emb": "phones.weight",
    **{f"enc_{k}_{w}": f"encoder.{KINDS[k]}_{w}_l0" for k in KINDS for w in ("ih", "hh")},
    **{f"dec_{k}_{w}": f"decoder.{KINDS[k]}_{w}" for k in KINDS for w in ("ih", "hh")},
    "fc_w": "head.weight",
    "fc_b": "head.bias",
}

if __name__ == "__main__":
    with np.load(G2P_EN.fetch() / "g2p_en/checkpoint20.npz") as arrays:
        state = {name: torch.from_numpy(arrays[theirs]) for theirs, name in NAMES.items()}
    publish(state, HERE / "weights.safetensors")
