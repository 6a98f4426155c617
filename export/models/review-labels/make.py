"""Writes the vectors of rated sentences, from PyPI `vaderSentiment` (2.5 MB) and minilm.

    python export/models/review-labels/make.py

`table.safetensors` has a row for each of 1,212 sentences out of reviews of products, and the label
that most of its raters gave; `twelve.json` the twelve that readers label, with every rating. The
other sentences belong to their authors and stay where they are. `tallies.json` counts how far
raters agree.
"""

import json
import random
from collections import defaultdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
SHORT, LONG = 25, 120  # characters of a sentence
LAYER = 4  # of 6: on sentences set aside for that it told best of all layers
SIZE = 64  # numbers that are kept of a vector
ASIDE, HELD, POOL = 400, 200, 1000
#: Picked by hand: short, plain, six of each sign; about some of them raters disagree.
TWELVE = (
    "229_3", "241_3", "227_27", "285_3", "219_5", "40_4",
    "272_38", "143_3", "245_9", "303_9", "252_7", "220_13",
)  # fmt: skip


def sign(ratings: list[int]) -> int:
    """1 or -1, if more than half of the raters gave that sign; else 0."""
    above, below = (sum(r * s > 0 for r in ratings) for s in (1, -1))
    return (2 * above > len(ratings)) - (2 * below > len(ratings))


def vectors(texts: list[str]) -> Tensor:
    """The mean over the tokens of what layer `LAYER` of minilm gives, at length 1, [N, 384]."""
    spec = spec_from_file_location("minilm", HERE.parent / "minilm/model.py")
    assert spec and spec.loader
    minilm: Any = module_from_spec(spec)
    spec.loader.exec_module(minilm)
    encoder = minilm.load()
    ids = [minilm.encode(text) for text in texts]
    found = torch.empty(len(texts), minilm.D)
    lengths = defaultdict(list)
    for place, each in enumerate(ids):
        lengths[len(each)].append(place)
    for places in lengths.values():  # of one length, so that nothing has to be filled up
        rows = torch.stack([ids[place] for place in places])
        hidden = encoder(rows, output_hidden_states=True).hidden_states[LAYER]
        found[places] = hidden.mean(1)
    return F.normalize(found)


def tallies(
    rated: list[tuple[str, list[int]]], used: list[tuple[str, list[int]]]
) -> dict[str, int]:
    """How many ratings are on the side of the majority, and in how many sentences all are."""
    against = [sum(r * sign(ratings) < 0 for r in ratings) for _, ratings in used]
    return {
        "sentences": len(rated),
        "without_majority": len(rated) - len(used),
        "ratings": sum(len(ratings) for _, ratings in used),
        "against": sum(against),
        "neutral": sum(ratings.count(0) for _, ratings in used),
        "sentences_with_one_against": sum(count > 0 for count in against),
    }


if __name__ == "__main__":
    from workshop.texts import raters

    torch.set_grad_enabled(False)
    every = raters("amazonReviewSnippets")
    rated = [row for row in every.items() if SHORT <= len(row[1][0]) <= LONG]
    used = [(name, *row) for name, row in rated if sign(row[1])]
    random.Random(0).shuffle(used)
    apart = [row for row in used[ASIDE:] if row[0] not in TWELVE]
    held, pool = list[tuple[str, str, list[int]]](), list[tuple[str, str, list[int]]]()
    for side in (1, -1):
        rows = [row for row in apart if sign(row[2]) == side]
        held += rows[: HELD // 2]
        pool += rows[HELD // 2 : (HELD + POOL) // 2]
    twelve = [(name, *every[name]) for name in TWELVE]
    rows = [*twelve, *held, *pool]
    assert len(rows) == len(TWELVE) + HELD + POOL

    found = vectors([text for _, text, _ in rows])
    learned = found[len(TWELVE) + HELD :]
    centre = learned.mean(0)
    _, _, axes = torch.linalg.svd(learned - centre, full_matrices=False)
    axes = axes[:SIZE] * axes[:SIZE].sum(1, keepdim=True).sign()  # else either way is as good
    small = (found - centre) @ axes.T  # [N, SIZE]
    small /= small[len(TWELVE) + HELD :].square().sum(1).mean().sqrt()
    scale = small.abs().amax(0) / 127
    stored = {
        "table": (small / scale).round().to(torch.int8),
        "scale": scale,
        "labels": torch.tensor([sign(r) > 0 for *_, r in rows], dtype=torch.uint8),
    }
    save_file(
        {name: part.contiguous() for name, part in stored.items()}, HERE / "table.safetensors"
    )
    shown = [{"text": text, "ratings": sorted(ratings)} for _, text, ratings in twelve]
    (HERE / "twelve.json").write_text(json.dumps(shown, indent=1) + "\n", encoding="utf-8")
    counted = tallies([r for _, r in rated], [(text, r) for _, text, r in used])
    (HERE / "tallies.json").write_text(json.dumps(counted, indent=1) + "\n", encoding="utf-8")
    print(counted)
