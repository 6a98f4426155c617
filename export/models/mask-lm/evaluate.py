"""Measure mask-lm beside its baselines: `python export/models/mask-lm/evaluate.py`.

Prints what the card says and writes it to `scores.json`. The texts that tokens are hidden in and
pairs are drawn from are committed; the baselines are counted on the training text, and the rated
sentences are not ours to pass on, so this reads the packages.
"""

from __future__ import annotations

import json
from typing import Any

import torch
from livedemo import tokenizers
from model import HERE, STORY, load
from torch import Tensor
from workshop.architectures import held_out
from workshop.architectures.bert import CLS, MASK, SEP
from workshop.training.fill_ins import FillIns
from workshop.training.library import END, library, stream
from workshop.training.masked import SHARES
from workshop.training.pairs import IGNORED, Batch, Sentences, rows
from workshop.training.rated import Rated, rated

LENGTH = 64  # of a row
EACH = 200  # rows a source
Counts = dict[str, float]


def places(scores: Tensor, tokens: Tensor) -> Counts:
    """Of scores [n, V], how often the right token [n] comes first, and among the first five."""
    own = scores.gather(1, tokens[:, None])
    rank = (scores > own).sum(1)
    return {f"top{k}": round(float((rank < k).float().mean()), 4) for k in (1, 5)}


def fill_ins(model: Any, kept: dict[str, Sentences]) -> dict[str, Any]:
    """Hidden tokens, guessed by the model and by its two baselines."""
    counted = FillIns([library()[name].train.tokens for name in SHARES], MASK)
    share = dict.fromkeys(kept, 1.0)
    batch = rows(kept, share, (2,), EACH * LENGTH * len(kept), 0.15, 0.0, length=LENGTH)
    chosen = batch.labels != IGNORED
    ids = torch.where(chosen, MASK, batch.ids)  # each guess is a guess: none stands there still
    logits = model.cls.predictions(
        model.bert(ids, batch.real, batch.segments).last_hidden_state[chosen]
    )
    tokens = batch.labels[chosen]
    sides = (ids.roll(step, 1)[chosen] for step in (1, -1))
    found = {
        "mask-lm": places(logits[:, :MASK], tokens),
        "bigram": places(counted(*sides), tokens),
        "unigram": places(counted.alone.expand(len(tokens), -1), tokens),
    }
    return {"hidden_tokens": len(tokens), "fill_in": found}


def plain(model: Any) -> dict[str, Any]:
    """Sentences that a reader might try: whether what the model says first makes sense there.

    `plain.txt` has a sentence a line, with a gap, and the words that make sense in it, as they were
    judged before any model was asked.
    """
    tokenizer = tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())
    said, hits = [], 0
    for line in (HERE / "plain.txt").read_text(encoding="utf-8").splitlines():
        sentence, _, words = line.partition(" | ")
        before, after = sentence.split(" ___")
        gap = [CLS, *tokenizer.encode(before).ids, MASK, *tokenizer.encode(after).ids, SEP]
        ids = torch.tensor([gap])
        logits = model(ids, torch.ones_like(ids), torch.zeros_like(ids)).prediction_logits[
            0, gap.index(MASK)
        ]
        first = tokenizer.token(int(logits[:MASK].argmax())).text.strip()
        hits += first in words.split()
        said.append(sentence.replace("___", f"[{first}]"))
    return {"plain": {"sentences": len(said), "sensible": hits, "said": said}}


def follows(model: Any, batch: Batch) -> float:
    """The share of pairs that are told rightly, with no token hidden."""
    ids = torch.where(batch.labels != IGNORED, batch.labels, batch.ids)
    told = model(ids, batch.real, batch.segments).seq_relationship_logits.argmax(-1)
    return round(float((told == batch.follows).float().mean()), 4)


def pairs(model: Any, kept: dict[str, Sentences]) -> dict[str, Any]:
    """Whether B follows A: where it comes from any text if not, and where from the same source."""
    share = dict.fromkeys(kept, 1.0)
    tokens = EACH * LENGTH * len(kept)
    found = {
        name: follows(model, rows(kept, share, (3,), tokens, 0.0, 1.0, mixed, LENGTH))
        for name, mixed in (("any_source", 1.0), ("same_source", 0.0))
    }
    return {"pairs": EACH * len(kept), "next_sentence": found}


def counts(part: Rated) -> Tensor:
    """A bag of words: how often each token stands in each sentence, and a 1, [n, MASK + 1]."""
    bags = torch.zeros(len(part.ids), MASK + 1)
    inside = (part.ids != END) & (part.ids < MASK)
    row = torch.arange(len(part.ids))[:, None].expand_as(part.ids)
    bags.index_put_((row[inside], part.ids[inside]), torch.tensor(1.0), accumulate=True)
    bags[:, -1] = 1
    return bags


def ridge(train: Rated, part: Rated, weight: float) -> Tensor:
    """Scores [n] by a linear regression on bags of words, held back by `weight`."""
    bags = counts(train)
    square = bags.t() @ bags + weight * torch.eye(MASK + 1)
    found: Tensor = counts(part) @ torch.linalg.solve(square, bags.t() @ train.scores)
    return found


def fit(guess: Tensor, part: Rated) -> Counts:
    """Pearson's r, and how often the sign is right where raters felt at least 1 either way."""
    clear = part.scores.abs() >= 1
    r = torch.corrcoef(torch.stack([guess, part.scores]))[0, 1]
    sign = (guess[clear] > 0) == (part.scores[clear] > 0)
    return {"r": round(float(r), 4), "sign": round(float(sign.float().mean()), 4)}


def sentiment(model: Any) -> dict[str, Any]:
    """What people felt in held-out sentences, by the head and by a bag of words."""
    train, unseen = rated()
    cut = len(train.ids) * 9 // 10  # the baseline's weight is the best of three on the last tenth
    first, last = (
        Rated(train.ids[:cut], train.scores[:cut]),
        Rated(train.ids[cut:], train.scores[cut:]),
    )
    weight = max((3.0, 10.0, 30.0), key=lambda w: fit(ridge(first, last, w), last)["r"])
    pooled = [
        model.bert(ids, (ids != END).long()).pooler_output for ids in torch.split(unseen.ids, 256)
    ]
    guess = model.sentiment(torch.cat(pooled))[:, 0]
    found = {
        "mask-lm": fit(guess, unseen),
        "bag_of_words": fit(ridge(train, unseen, weight), unseen),
    }
    return {"rated_sentences": len(unseen.ids), "sentiment": found}


def main() -> None:
    """Measure, print, write."""
    torch.set_num_threads(1)
    tokenizer = tokenizers.load((STORY / held_out.TOKENIZER).read_bytes())
    kept = {
        name: Sentences.of(stream([tokenizer.encode(d).ids for d in documents]), tokenizer)
        for name, documents in held_out.documents(STORY).items()
    }
    model: Any = load()
    with torch.no_grad():
        facts = {**fill_ins(model, kept), **plain(model), **pairs(model, kept), **sentiment(model)}
    (HERE / "scores.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))


if __name__ == "__main__":
    main()
