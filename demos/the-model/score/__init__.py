"""One score of one head, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from livedemo import Run, View


@dataclass(frozen=True)
class Score(View):
    """How a head comes to its weights: a query meets the keys.

    Args:
        run: of the graph ``insides``, asked about this layer, head and token.
        labels: the tokens.
        at: the token that looks, from 0; layer and head: from 1.
        picked: whose key is shown, from 1; what is none of those that it may see: the strongest.
    """

    run: Run
    labels: Sequence[str]
    at: int
    layer: int
    head: int
    picked: int

    @property
    def weights(self) -> list[float]:
        """The attention weights on the tokens that it may see."""
        row: list[float] = self.run.looks[self.head - 1].tolist()
        return row[: self.at + 1]

    @property
    def key(self) -> int:
        """The token whose key is shown, from 0."""
        weights = self.weights
        return self.picked - 1 if 0 < self.picked <= len(weights) else weights.index(max(weights))

    @property
    def rows(self) -> list[tuple[int, str, float, float]]:
        """(place from 1, label, score, weight) of each token that it may see."""
        scores = self.run.scores.tolist()
        return [(i + 1, self.labels[i], scores[i], weight) for i, weight in enumerate(self.weights)]

    @property
    def vectors(self) -> list[tuple[str, str, str, list[float]]]:
        """(quantity, what, whose, numbers) of the query, the key, and their products."""
        query, key = self.run.query.tolist(), self.run["keys"][self.key].tolist()
        return [
            ("query", "query of", self.labels[self.at], query),
            ("key", "key of", self.labels[self.key], key),
            ("attention", "query × key", "", [q * k for q, k in zip(query, key, strict=True)]),
        ]

    @property
    def total(self) -> float:
        """The sum of the products."""
        return sum(self.vectors[-1][-1])

    @property
    def root(self) -> float:
        """What the sum is divided by: the square root of how many products there are."""
        return float(self.run.query.shape[0] ** 0.5)

    @staticmethod
    def bars(values: Sequence[float]) -> str:
        """A path of upright bars, each 1 wide, on a line at 0; the longest is 10."""
        most = max(map(abs, values)) or 1.0
        return "".join(f"M{i}.1 0h.8v{-10 * v / most:.1f}h-.8z" for i, v in enumerate(values))
