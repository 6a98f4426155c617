"""Where the named neurons fire most: `python export/models/story-lm/passages.py`.

Reads `heads.json` and writes `demos/neuron/neurons.json`: for each neuron with a name the places of
the held-out text at which it fires most, one of a window, with what stands around them. Half a
minute on one core.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from attribute import activations
from livedemo import tokenizers
from model import HERE, load
from workshop.architectures import held_out

INTO = Path(__file__).resolve().parents[3] / "demos/neuron/neurons.json"
PLACES = 5  # of each neuron
BEFORE, AFTER = 9, 4  # tokens around them


def find() -> list[dict[str, Any]]:
    """What `neurons.json` says."""
    lm = load()
    tokenizer = tokenizers.load((HERE / held_out.TOKENIZER).read_bytes())
    windows = [window.long() for window in held_out.windows(HERE, count=96)]
    with torch.no_grad():
        said = activations(lm, windows)  # [N, L, 4d]
    length = len(windows[0])
    found = []
    for one in json.loads((HERE / "heads.json").read_text(encoding="utf-8"))["neurons"]:
        fires = said[:, one["layer"] - 1, one["neuron"] - 1].reshape(-1, length)
        inside = fires[:, BEFORE:-AFTER]
        most, at = inside.max(1)
        places = []
        for window in most.topk(PLACES).indices.tolist():
            place = int(at[window]) + BEFORE
            ids = windows[window].tolist()
            around = (ids[place - BEFORE : place], [ids[place]], ids[place + 1 : place + 1 + AFTER])
            texts = (tokenizer.decode(part).replace("\n", " ") for part in around)
            places.append([*texts, round(float(most[window]), 1)])
        found.append(
            {key: one[key] for key in ("fires_for", "layer", "neuron", "precision")}
            | {"places": places}
        )
    return found


def main() -> None:
    """Find and write."""
    torch.set_num_threads(1)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in find())
    INTO.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(INTO.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
