"""One layer, opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livedemo import Run, View

from ..said import Said

COLUMNS = 48  # neurons in a row
INK = 5


@dataclass(frozen=True)
class Inside(View):
    """What the heads and the MLP of a layer did to one token.

    Args:
        run: of the graph ``insides``, asked about this layer and token.
        labels: the tokens.
        at: the token, from 0; layer: from 1.
        says: for each layer what would be said after it.
        between: what would be said in the middle of this layer, after its heads.
    """

    run: Run
    labels: Sequence[str]
    at: int
    layer: int
    says: Sequence[Sequence[Said]]
    between: Sequence[Said]

    @property
    def heads(self) -> Iterator[tuple[list[tuple[str, float]], float, float]]:
        """For each the two tokens it looks at most, with weights; how long what it wrote is."""
        wrote = self.run.wrote.tolist()
        longest = max(wrote)
        for weights, length in zip(self.run.looks, wrote, strict=True):
            row = sorted(enumerate(weights.tolist()[: self.at + 1]), key=lambda pair: -pair[1])
            yield [(self.labels[j], weight) for j, weight in row[:2]], length, length / longest

    @property
    def steps(self) -> list[tuple[str, Sequence[Said]]]:
        """What would be said before the layer, in it, and after it."""
        said = [("After its heads", self.between), ("After its MLP", self.says[self.layer - 1])]
        if self.layer > 1:  # before the first, the last step names the token itself
            said.insert(0, ("Before", self.says[self.layer - 2]))
        return said

    @property
    def lengths(self) -> tuple[float, float]:
        """How long the token's stream is before the layer and after it."""
        return self.run.length[self.layer - 1], self.run.length[self.layer]

    @property
    def added(self) -> list[float]:
        """What attention and the MLP added, as shares of the stream's length after each."""
        return [self.run.added[self.layer - 1, part, self.at] for part in (0, 1)]

    @property
    def firing(self) -> int:
        """How many neurons are above 0."""
        return sum(value > 0 for value in self.run.neurons.data)

    @property
    def columns(self) -> int:
        """Neurons in a row."""
        return COLUMNS

    @property
    def rows(self) -> int:
        """Rows of neurons."""
        return -(-len(self.run.neurons) // COLUMNS)

    @property
    def neurons(self) -> list[tuple[float, str]]:
        """(opacity, path) of the neurons that are above 0; a cell is 1 by 1."""
        values = self.run.neurons.tolist()
        most = max(values) or 1.0
        cells: dict[int, list[str]] = defaultdict(list)
        for i, value in enumerate(values):
            if (level := round(INK * value / most)) > 0:
                cells[level].append(f"M{i % COLUMNS} {i // COLUMNS}h.9v.9h-.9z")
        return [(level / INK, "".join(cells[level])) for level in sorted(cells)]
