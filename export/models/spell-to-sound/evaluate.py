"""Measure spell-to-sound beside spell-gru: `python export/models/spell-to-sound/evaluate.py`.

Prints what the card says and writes it to `scores.json`; reads committed files only, and takes a
minute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

import torch
from measure import Phones, Speaks, Words, difference, errors, monotone, speak, together
from model import BEGIN, HERE, SYMBOLS, M, held_out, ids, load, tensor
from torch import Tensor
from workshop.architectures import t5

SIZES = ((3, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 15))  # letters


def gru() -> Any:
    """spell-gru's model.py."""
    spec = spec_from_file_location("spell_gru", HERE.parent / "spell-gru/model.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoken(words: Sequence[str]) -> list[Phones]:
    """What the GRU says; words of equal length go together."""
    known = gru()
    speller = known.load()
    said: dict[str, Phones] = {}
    for size in sorted(set(map(len, words))):
        some = [word for word in words if len(word) == size]
        state = speller.read(torch.tensor([known.ids(word) for word in some]))[:, -1]
        last, rows = torch.full((len(some),), known.BEGIN), []
        for _ in range(known.M):
            state, logits = speller.next(state, last)
            last = logits.argmax(-1)
            rows.append(last)
        for word, row in zip(some, torch.stack(rows, 1).tolist(), strict=True):
            cut = row.index(known.END) if known.END in row else len(row)
            said[word] = tuple(known.PHONES[i] for i in row[:cut])
    return [said[word] for word in words]


def crosses(said: Sequence[tuple[str, Phones]]) -> list[Tensor]:
    """Cross-attention [L, H, T, S] of each word, a row for each sound that was said."""
    run = t5.Run(load(), M)
    found = []
    for word, sounds in said:
        written = [BEGIN, *ids(sounds)[:-1]][: len(sounds)]
        found.append(run(tensor(ids(word)), tensor(written))[1])
    return found


def named(scores: Tensor) -> dict[str, float]:
    """The head with the highest score, counted from 1."""
    layer, head = divmod(int(scores.argmax()), scores.shape[1])
    return {"layer": layer + 1, "head": head + 1, "score": round(float(scores.max()), 4)}


def answers(speaks: Speaks, words: Words) -> dict[str, Phones]:
    """What is said for each word."""
    return dict(zip(words, speaks([*words]), strict=True))


def table(speaks: Speaks, groups: Mapping[str, Words]) -> dict[str, Any]:
    """Errors in each group, and by length in the one that is drawn by length."""
    found: dict[str, Any] = {}
    for group, words in groups.items():
        said = answers(speaks, words)
        found[group] = errors(said, words)
        if group == "spread":
            for low, high in SIZES:
                some = {w: p for w, p in words.items() if low <= len(w) <= high}
                found[f"{low}-{high} letters"] = errors(said, some)
    return found


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    groups = held_out()
    ours = speak(load(), ids, SYMBOLS)
    words = [word for word in groups["new"] if len(word) > 4][:400]
    said = [(word, sounds) for word, sounds in zip(words, ours(words), strict=True)]
    looks = crosses([(word, sounds) for word, sounds in said if len(sounds) > 2])
    forth, order = monotone(looks), together(looks)
    facts = {
        "errors": {
            "spell-to-sound": table(ours, groups),
            "spell-gru": table(spoken, groups),
        },
        "ours_less_gru": {
            group: difference(answers(ours, some), answers(spoken, some), some)
            for group, some in groups.items()
        },
        "never_back": named(forth),
        "rank_correlation": named(order),
        "all_heads": {
            "never_back": [[round(x, 3) for x in row] for row in forth.tolist()],
            "rank_correlation": [[round(x, 3) for x in row] for row in order.tolist()],
        },
    }
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
