"""Measure story-lm's twin: `python export/models/story-lm-no-positions/evaluate.py`.

Prints what the card says and writes it to `scores.json`: its bits per byte, and how far what it
expects next changes when the tokens before the last one change places. The texts are committed.
"""

from __future__ import annotations

import json

import torch
from model import HERE, STORY, load
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    run = Run(load())
    made = torch.Generator().manual_seed(0)
    moved, same = [], 0
    with torch.no_grad():
        for window in held_out.windows(STORY, length=64):
            order = torch.cat([torch.randperm(63, generator=made), torch.tensor([63])])
            own, other = (
                torch.log_softmax(run(ids, *run.unchanged())[0][-1], -1)
                for ids in (window, window[order])
            )
            moved.append(float((own.exp() * (own - other)).sum()))
            same += int(own.argmax() == other.argmax())
    texts = [text for each in held_out.documents(STORY).values() for text in each]
    facts = {
        "bits_per_byte": round(bits_per_byte(Run(load()), STORY, texts), 4),
        "windows": len(moved),
        "mean_change_in_nats": round(sum(moved) / len(moved), 4),  # KL divergence
        "smallest_change_in_nats": round(min(moved), 4),
        "same_likeliest_token": same,
    }
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
