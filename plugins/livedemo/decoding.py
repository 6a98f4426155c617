"""Choosing the next token: what each rule leaves of the chances, and beam search.

Every rule that draws by lot keeps the likeliest tokens and cuts the others; the rules differ in how
many. So each is a function from the chances, likeliest first, to a number. They are those of
Hugging Face's ``transformers``, in its order: first the temperature, then the cut.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log

#: Log-probabilities of some tokens after a path, the likeliest among them: (id, log) each.
Next = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Ranked:
    """The chances of all V tokens.

    Attributes:
        ids: the tokens, likeliest first, [V].
        shares: their chances, [V]; they add up to 1.
    """

    ids: Sequence[int]
    shares: Sequence[float]

    def mass(self, keep: int) -> float:
        """What the likeliest ``keep`` have together."""
        return min(1.0, sum(self.shares[:keep]))

    def draw(self, keep: int, uniform: float) -> int:
        """The id of one of the likeliest ``keep``, as likely as its share of theirs.

        ``uniform`` in [0, 1) says how far along these shares it lies: 0 is the likeliest token.
        """
        far = uniform * sum(self.shares[:keep])
        for place, reached in enumerate(accumulate(self.shares[:keep])):
            if reached > far:
                return self.ids[place]
        return self.ids[keep - 1]


def ranked(logits: Sequence[float], temperature: float = 1.0) -> Ranked:
    """The softmax of ``logits`` [V] over a ``temperature`` above 0; equal ones by their ids."""
    order = sorted(range(len(logits)), key=logits.__getitem__, reverse=True)
    most = logits[order[0]]
    powers = [exp((logits[id] - most) / temperature) for id in order]
    total = sum(powers)
    return Ranked(order, [power / total for power in powers])


def top_k(shares: Sequence[float], k: int) -> int:
    """How many stay: the likeliest ``k`` (Fan et al. 2018), and what ties with the last."""
    least = shares[min(k, len(shares)) - 1]
    return _above(shares, least)


def top_p(shares: Sequence[float], p: float) -> int:
    """How many stay: as few as have ``p`` together, one at least (Holtzman et al. 2020)."""
    return 1 + sum(1 for reached in accumulate(shares[:-1]) if reached < p)


def min_p(shares: Sequence[float], p: float) -> int:
    """How many stay: those at least ``p`` times as likely as the likeliest (Nguyen et al. 2024)."""
    return _above(shares, p * shares[0])


def _above(shares: Sequence[float], least: float) -> int:
    return next((place for place, share in enumerate(shares) if share < least), len(shares))


@dataclass(eq=False)
class Node:
    """A token at the end of a path that beam search has looked at.

    Attributes:
        id: the token; -1 for the beginning, before any was chosen.
        score: the logarithms of the chances along the path, added up.
        parent: what it was put behind; None for the beginning.
        kept: whether it was among the best of its step.
    """

    id: int
    score: float
    parent: Node | None = None
    kept: bool = True

    @property
    def path(self) -> list[Node]:
        """From the first token chosen to this one."""
        before = self.parent.path if self.parent else []
        return [*before, self] if self.parent else []

    @property
    def ids(self) -> list[int]:
        """The tokens chosen along the path."""
        return [node.id for node in self.path]


@dataclass(frozen=True)
class Level:
    """A step of beam search.

    Attributes:
        nodes: the best 2 x ``beams`` paths that it looked at, by their last tokens, best first.
        best: where the best path so far ends, among those that go on and those that have ended.
    """

    nodes: Sequence[Node]
    best: Node


async def beam_search(
    ask: Callable[[Node], Awaitable[Next]], beams: int, steps: int, end: int
) -> AsyncIterator[Level]:
    """Go on with the best ``beams`` paths at each of ``steps``.

    It is that of `transformers`: of the best 2 x ``beams`` paths, those that have not ended fill up
    ``beams`` and go on. One that ends, with the token ``end``, is kept if it is among the best
    ``beams``. Paths are compared by their sums, whatever their length (a length penalty of 0).

    Args:
        ask: what may follow a node; 2 x ``beams`` tokens at least, or all there are.
    """
    live, ended = [Node(-1, 0.0)], list[Node]()
    for _ in range(steps):
        found = [Node(id, node.score + log, node) for node in live for id, log in await ask(node)]
        best = sorted(found, key=_score, reverse=True)[: 2 * beams]
        live = [node for node in best if node.id != end][:beams]
        ended += [node for node in best[:beams] if node.id == end]
        for node in best:
            node.kept = node in live or node in ended
        yield Level(best, max([*live, *ended], key=_score))
        ended = sorted(ended, key=_score, reverse=True)[:beams]
        if not live or (len(ended) == beams and ended[-1].score >= live[0].score):
            return  # no path can gain any more


def _score(node: Node) -> float:
    return node.score


def logs(shares: Iterable[float]) -> list[float]:
    """The natural logarithms of chances."""
    return [log(share) if share else float("-inf") for share in shares]


def repeated(ids: Sequence[int], length: int = 3) -> float:
    """The share of runs of ``length`` tokens that the text had before (Welleck et al. 2020)."""
    runs = [tuple(ids[at : at + length]) for at in range(len(ids) - length + 1)]
    return 1 - len({*runs}) / len(runs) if runs else 0.0


def distinct(texts: Collection[Sequence[int]]) -> float:
    """Different tokens of all texts together, as a share of their tokens (Li et al. 2016)."""
    tokens = [id for text in texts for id in text]
    return len({*tokens}) / len(tokens) if tokens else 0.0
