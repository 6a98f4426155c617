"""Beam search on a text, and what is shown of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from livedemo import Model, Table, Tensor, View, called, percent
from livedemo.decoding import Next, Node, beam_search, logs
from livedemo.writing import no_past

from .tree import Tree, Twig

STEPS = Tree.STEPS
EVERY = 4  # steps between two pictures, once the tree is full
LEVEL = 100  # what a step adds to the numbers of its twigs


@dataclass(frozen=True)
class Paths:
    """A search so far.

    Attributes:
        levels: its first steps; ``best`` the tokens of the best path.
        done: whether it is over.
    """

    levels: Sequence[Sequence[Twig]]
    best: Sequence[int]
    done: bool

    def _end(self, number: int) -> tuple[int, int] | None:
        """The step and row of the twig with this number; None where there is none."""
        step, row = divmod(number - 1, LEVEL)
        there = number and step < len(self.levels) and row < len(self.levels[step])
        return (step, row) if there else None

    def _best(self) -> tuple[int, int]:
        """The step and row where the best path ends, as far as the tree goes."""
        last = len(self.levels) - 1
        ends = [
            (twig.score, step, row)
            for step, level in enumerate(self.levels)
            for row, twig in enumerate(level)
            if twig.kept and (twig.ends or step == last)
        ]
        _, step, row = max(ends)
        return step, row

    def picked(self, number: int) -> list[int]:
        """The rows of a path: to the twig with this number, else the best."""
        step, row = self._end(number) or self._best()
        rows = [row]
        for level in reversed(self.levels[1 : step + 1]):
            rows.insert(0, level[rows[0]].parent)
        return rows

    def path(self, number: int) -> list[Twig]:
        """The twigs of that path."""
        return [level[row] for level, row in zip(self.levels, self.picked(number), strict=False)]

    def sentence(self, number: int) -> str:
        """What the picked path is, and whether it goes on."""
        path = self.path(number)
        words, score = "".join(twig.label for twig in path), score_of(path[-1].score)
        after = f"after token {len(path)}"
        if not path[-1].kept:
            beams = sum(twig.kept for twig in self.levels[len(path) - 1])
            return f"“{words}” is pruned {after}: {beams} paths score more than {score}."
        which = "The path" if self._end(number) else "The best path"
        return f"{which} “{words}” has a score of {score} {after}."

    def views(self, number: int) -> list[View]:
        """The tree, and the numbers of the picked path."""
        path, before, rows = self.path(number), 0.0, list[list[object]]()
        for place, twig in enumerate(path, 1):
            chance = percent(2.718281828459045 ** (twig.score - before))
            rows.append([place, twig.label, chance, score_of(twig.score)])
            before = twig.score
        return [
            Tree(
                self.levels,
                self.picked(number),
                "node",
                "At each token the best paths go on; the others, struck out, are pruned. Below a "
                "token its path’s score: the logarithms of all its chances, added up.",
            ),
            Table(
                "Table: the path, token by token",
                ["", "Token", "Its chance there", "Score so far"],
                rows,
                numbers=[0, 2, 3],
            ),
        ]


def score_of(score: float) -> str:
    """A score with a true minus."""
    return f"{score:.1f}".replace("-", "−")


async def search(
    lm: Model, ids: Sequence[int], beams: int, steps: int, kept: dict[str, Any]
) -> AsyncIterator[Paths]:
    """Search on; what was searched before is in ``kept``, and not searched again."""
    name = f"{beams}, {steps}"
    if name not in kept:
        async for paths in _searched(lm, ids, beams, steps):
            if paths.done:
                kept[name] = {
                    "levels": [[vars(twig) for twig in level] for level in paths.levels],
                    "best": paths.best,
                }
            yield paths
    else:
        levels = [[Twig(**twig) for twig in level] for level in kept[name]["levels"]]
        yield Paths(levels, kept[name]["best"], True)


async def _searched(lm: Model, ids: Sequence[int], beams: int, steps: int) -> AsyncIterator[Paths]:
    decode, end = lm.graph("decode"), lm.tokenizer.end
    caches = dict[Node | None, Tensor]()  # of the texts up to the nodes that were asked last

    async def ask(node: Node) -> Next:
        new = node.parent is not None
        run = await decode(
            keep=["cache"],
            outputs=["probabilities", "order"],
            ids=[node.id] if new else ids,
            past=caches[node.parent] if new else no_past(lm),
        )
        caches[node] = run.cache
        return list(zip(run.order.tolist(), logs(run.probabilities.tolist()), strict=True))

    levels, before, found = list[list[Twig]](), list[Node](), 0
    best: list[int] = []
    async for level in beam_search(ask, beams, steps, end):
        found += 1
        best = level.best.ids
        asked = {node.parent for node in level.nodes}
        caches = {node: cache for node, cache in caches.items() if node in asked}
        if len(levels) < STEPS:
            levels.append(
                [
                    Twig(
                        called(node.id, lm.tokenizer),
                        node.score,
                        before.index(node.parent) if node.parent in before else 0,
                        node.kept,
                        LEVEL * len(levels) + row + 1,
                        node.id == end,
                    )
                    for row, node in enumerate(level.nodes)
                ]
            )
            before = list(level.nodes)
        if found < steps and (found <= STEPS or found % EVERY == 0):
            yield Paths(levels, best, False)
    yield Paths(levels, best, True)
