"""Measure signals on all held-out plays: `python export/models/signals/evaluate.py`.

Prints what the card says and writes it to `scores.json`; takes a minute. The baseline is what one
gets without putting parts together anew: the answer of a trained play that differs in one part.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from random import Random
from typing import Any

import torch
from grammar import ACTIONS, MANNERS, Play, split
from model import HERE, load, pair
from questions import TASKS, Question, ask
from workshop.training import seq2seq


def neighbour(play: Play, known: set[Play]) -> Play:
    """A trained play that differs from this one in one part."""
    others = [replace(play, manner=manner) for manner in MANNERS]
    others += [replace(play, action=action) for action in ACTIONS]
    return next(other for other in others if other in known)


def alike(answers: Sequence[Sequence[str]], right: Sequence[Sequence[str]]) -> float:
    """The mean share of symbols that an answer has in common with the right one, in their order."""
    pairs = zip(answers, right, strict=True)
    shares = [SequenceMatcher(None, a, b, autojunk=False).ratio() for a, b in pairs]
    return sum(shares) / len(shares)


def exact(model: Any, asked: Sequence[Question]) -> int:
    """How many questions are answered without a mistake."""
    shares = []
    for at in range(0, len(asked), 120):
        pairs = [pair(one) for one in asked[at : at + 120]]
        shares.append(seq2seq.exact(model, pairs) * len(pairs))
    return round(sum(shares))


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    model = load()
    known, held = split()
    trained, facts = set(known), {}
    for name, group in held.items():
        for task in TASKS:
            random = Random(0)
            asked = [ask(play, task, random) for play in group]
            near = [ask(neighbour(play, trained), task, random).target for play in group]
            facts[f"{name} {task}"] = {
                "plays": len(group),
                "exact": exact(model, asked),
                "neighbour_exact": sum(a == b.target for a, b in zip(near, asked, strict=True)),
                "neighbour_symbols": round(alike(near, [one.target for one in asked]), 3),
            }
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
