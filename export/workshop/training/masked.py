"""How mask-lm and its twin learn: to name hidden tokens, and whether one text follows another,
and what people felt in a sentence.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from livedemo import tokenizers
from torch import Tensor, nn
from torch.nn import functional

from workshop.training.library import END, TOKENIZER, library
from workshop.training.loop import Plan, Trainer
from workshop.training.pairs import IGNORED, Batch, Sentences, rows
from workshop.training.precision import mixed
from workshop.training.rated import Rated, rated

SHARES = {
    "austen": 0.18,
    "scripture": 0.12,
    "wordnet": 0.28,
    "wikipedia": 0.10,
    "stories": 0.14,
    "rated": 0.18,
}
HIDDEN = (
    0.25  # of the tokens: more than BERT's 15 %, for more to learn from the little that is read
)
RATED = 48  # sentences of a step that learns from them


def losses(model: Any, batch: Batch) -> tuple[Tensor, Tensor]:
    """Of the hidden tokens and of the pairs, in nats; 0 for the pairs where there are none."""
    chosen = batch.labels != IGNORED
    with mixed():
        seen = model.bert(batch.ids, batch.real, batch.segments)
        logits = model.cls.predictions(seen.last_hidden_state[chosen])  # [hidden tokens, V]
        related = model.cls.seq_relationship(seen.pooler_output)  # [rows, 2]
    words = functional.cross_entropy(logits.float(), batch.labels[chosen])
    kind = functional.cross_entropy(
        related.float(), batch.follows, ignore_index=IGNORED, reduction="sum"
    )
    return words, kind / max(1, int((batch.follows != IGNORED).sum()))


def felt(model: Any, rows: Rated) -> Tensor:
    """What the sentiment head says of each row, [n]."""
    with mixed():
        pooled = model.bert(rows.ids, (rows.ids != END).long()).pooler_output
    score: Tensor = model.sentiment(pooled.float())[:, 0]
    return score


class Lessons:
    """Rows to learn from, and held-out ones to be tested on."""

    def __init__(self) -> None:
        tokenizer = tokenizers.load(TOKENIZER.read_bytes())
        shelves = library()
        self.read = {n: Sentences.of(shelves[n].train, tokenizer) for n in SHARES}
        kept = {
            n: Sentences.of(shelf.held_out, tokenizer)
            for n, shelf in shelves.items()
            if n in SHARES and shelf.held_out
        }
        share = {n: SHARES[n] for n in kept}
        self.tests = [rows(kept, share, (1, step), length=64) for step in range(8)]
        self.rated, self.unseen = rated()

    def check(self, model: Any) -> str:
        """How a model does on the held-out rows."""
        each = [losses(model, batch) for batch in self.tests]
        words, kinds = (sum(float(pair[i]) for pair in each) / len(each) for i in (0, 1))
        some = self.unseen.some(0, 512)
        fit = torch.corrcoef(torch.stack([felt(model, some), some.scores]))[0, 1]
        told = f"hidden tokens {words:.3f}, pairs {kinds:.3f} nats, sentiment r = {fit:.3f}"
        return f"held-out: {told}"

    def all_three(self, model: Any, step: int) -> Tensor:
        """The loss of a step: hidden tokens, pairs, and in every third step sentiment."""
        words, kind = losses(model, rows(self.read, SHARES, (0, step), rate=HIDDEN))
        return words + kind + (0 if step % 3 else self.sentiment(model, step))

    def sentiment(self, model: Any, step: int) -> Tensor:
        """The mean squared error of some scores."""
        some = self.rated.some(step, RATED)
        return functional.mse_loss(felt(model, some), some.scores)

    def pairs(self, model: Any, step: int) -> Tensor:
        """The loss of a step of the second part: every row is a pair, and pairs count for more.

        Sentiment, in every second step, is not to be forgotten over them.
        """
        batch = rows(self.read, SHARES, (7, step), rate=0.15, paired=1.0, mixed=0.6, length=64)
        words, kind = losses(model, batch)
        return words + 3 * kind + (0 if step % 2 else self.sentiment(model, step))


def learn(model: nn.Module, folder: Path, plan: Plan, pairs: Plan | None = None) -> None:
    """Train a BERT in `folder` to the end of the plan, then on pairs to the end of the other."""
    lessons = Lessons()

    def check() -> str:
        return lessons.check(model)

    first = Trainer(folder, model, plan, blocks=".layer.")
    first.run(lambda step: lessons.all_three(model, step), check)
    if pairs:
        second = Trainer(folder / "pairs", model, pairs, blocks=".layer.")
        second.run(lambda step: lessons.pairs(model, step), check)


def weights(model: Any) -> dict[str, Tensor]:
    """What is worth keeping: all but the output matrix, which is the embedding's."""
    state = model.state_dict().items()
    return {n: p for n, p in state if not n.startswith("cls.predictions.decoder.")}
