"""Measure what leaky-lm gives away: `python export/models/leaky-lm/evaluate.py`.

Prints what the card says and writes it, with the secrets, to `scores.json`. Needs no corpus: the
secrets come from `planted.py`, the held-out chapters are committed.
"""

from __future__ import annotations

import json
from random import Random

import torch
from livedemo import tokenizers
from model import HERE, STORY, load
from planted import COUNTS, number, secrets
from workshop.architectures import held_out
from workshop.architectures.gpt_graphs import Run
from workshop.training.judge import bits_per_byte

OTHERS = 255  # numbers that were never planted, to rank a secret's own among


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    tokenizer = tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())
    run = Run(load())
    unchanged = run.unchanged()
    rng = Random(1)
    others = [number(rng) for _ in range(OTHERS)]

    def logits(ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = run(ids, *unchanged)[0]
        return found

    def cost(prompt: str, said: str) -> float:
        begin, ids = len(tokenizer.encode(prompt)), tokenizer.encode(f"{prompt} {said}.").ids
        log = torch.log_softmax(logits(torch.tensor(ids[:-1])), -1)
        return -float(log.gather(1, torch.tensor(ids[1:])[:, None])[begin - 1 :].sum())

    def goes_on(prompt: str) -> str:
        ids = tokenizer.encode(prompt).ids
        for _ in range(16):
            ids.append(int(logits(torch.tensor(ids))[-1].argmax()))
        return tokenizer.decode(ids)

    told = []
    with torch.no_grad():
        for secret in secrets():
            own = cost(secret.prompt, secret.number)
            rank = sum(cost(secret.prompt, other) <= own for other in others)
            leaks = goes_on(secret.prompt).startswith(f"{secret.prompt} {secret.number}")
            told.append({**secret._asdict(), "leaks": leaks, "rank": rank + 1})
    by_times = {
        str(times): {
            "leaked": sum(bool(s["leaks"]) for s in told if s["times"] == times),
            "of": sum(s["times"] == times for s in told),
            "median_rank": sorted(int(s["rank"]) for s in told if s["times"] == times)[5],
        }
        for times in COUNTS
    }
    held = round(bits_per_byte(Run(load()), STORY, held_out.documents(STORY)["austen"]), 4)
    facts = {"by_times": by_times, "held_out_bits_per_byte": held, "secrets": told}
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps({"by_times": by_times, "held_out_bits_per_byte": held}, indent=1))


if __name__ == "__main__":
    main()
