"""Rules that cut, draws and beam search by hand; tests/demos has them beside transformers."""

import asyncio
from typing import Any

import pytest
from livedemo.decoding import (
    Next,
    Node,
    Ranked,
    beam_search,
    distinct,
    logs,
    min_p,
    ranked,
    repeated,
    top_k,
    top_p,
)


def test_with_a_p_of_one_nothing_is_cut() -> None:
    assert top_p(ranked([3.0, 2.0, 1.0, -9.0]).shares, 1.0) == 4


def test_equal_chances_are_kept_together_or_by_their_ids() -> None:
    chances = ranked([1.0, 2.0, 1.0, 1.0])
    assert list(chances.ids) == [1, 0, 2, 3]
    assert top_k(chances.shares, 2) == 4  # as transformers, which keeps all that tie with the last
    assert min_p(chances.shares, 1.0) == 1


def test_a_draw_follows_the_shares_of_what_is_kept() -> None:
    chances = Ranked([7, 8, 9], [0.5, 0.3, 0.2])
    draws = [chances.draw(2, (at + 0.5) / 1000) for at in range(1000)]
    assert {id: draws.count(id) for id in (7, 8, 9)} == {7: 625, 8: 375, 9: 0}
    assert chances.draw(3, 0.0) == 7 and chances.draw(1, 0.999999) == 7
    assert chances.draw(3, 1 - 2**-53) == 9


def test_a_path_that_ends_is_kept_and_goes_no_further() -> None:
    after = {(): [(5, 0.6), (0, 0.4)], (5,): [(6, 0.5), (7, 0.5)], (5, 6): [(0, 1.0), (8, 0.0)]}

    async def search() -> list[Any]:
        async def ask(node: Node) -> Next:
            told = after.get(tuple(node.ids), [(1, 0.5), (2, 0.5)])
            return list(zip([id for id, _ in told], logs(p for _, p in told), strict=True))

        return [level async for level in beam_search(ask, 2, 3, end=0)]

    first, second, *_ = asyncio.run(search())
    assert [(node.id, node.kept) for node in first.nodes] == [(5, True), (0, True)]
    assert all(node.parent.id == 5 for node in second.nodes)
    assert second.best.ids == [0]  # 0.4 is more than 0.6 x 0.5


def test_repeated_and_distinct_count() -> None:
    assert repeated([1, 2, 3, 4]) == 0 == repeated([1, 2])
    assert repeated([1, 2, 3, 1, 2, 3]) == pytest.approx(1 / 4)
    assert distinct([[1, 2], [2, 3]]) == 3 / 4 and distinct([]) == 0
