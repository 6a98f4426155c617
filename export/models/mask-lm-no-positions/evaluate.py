"""Measure mask-lm's twin: `python export/models/mask-lm-no-positions/evaluate.py`.

Prints what the card says and writes it to `scores.json`: how far what it says of each token changes
when the tokens change places. The texts are committed.
"""

from __future__ import annotations

import json

import torch
from model import HERE, STORY, load
from workshop.architectures import bert_graphs, held_out


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    run = bert_graphs.Run(load())
    made = torch.Generator().manual_seed(0)
    changes, sizes = [], []
    with torch.no_grad():
        for window in held_out.windows(STORY, length=62):
            ids = bert_graphs.text(window)
            order = torch.cat([torch.tensor([0]), 1 + torch.randperm(62, generator=made)])
            order = torch.cat([order, torch.tensor([63])])  # [CLS] and [SEP] stay
            zero = torch.zeros_like(ids)
            logits = run(ids, zero)[0]
            changes.append(float((run(ids[order], zero)[0] - logits[order]).abs().max()))
            sizes.append(float(logits.abs().max()))
    facts = {"windows": len(sizes), "largest_logit": max(sizes), "largest_change": max(changes)}
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
