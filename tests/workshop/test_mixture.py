"""The windows that story-lm reads: what repeats in them, and what is to be predicted."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from workshop.architectures.gpt import config
from workshop.training import causal, mixture
from workshop.training.library import END, stream
from workshop.training.mixture import phrases, windows

LENGTH = 48
PLAIN = 9  # the sources hold tokens up to this one; random ones are rarely so small


def source(seed: int) -> Any:
    """Documents of 5 to 40 tokens."""
    rng = np.random.default_rng(seed)
    return stream([rng.integers(1, PLAIN + 1, rng.integers(5, 41)).tolist() for _ in range(60)])


STREAMS = {name: source(seed) for seed, name in enumerate(mixture.SHARES)}


def test_a_step_reads_the_same_again_and_no_other_step_does() -> None:
    one, same, other = (windows(STREAMS, step, 16, LENGTH, 0.5) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(one, same, strict=True))
    assert not torch.equal(one.rows, other.rows)


def test_without_repeats_windows_are_pieces_of_the_sources() -> None:
    seen = windows(STREAMS, 0, 64, LENGTH)
    assert seen.kept is None and not seen.repeats.any()
    whole = [" ".join(map(str, s.tokens.tolist())) for s in STREAMS.values()]
    for row in seen.rows.tolist():
        assert any(" ".join(map(str, row)) in text for text in whole)
    begin = [row[0] != END and END in row for row in seen.rows.tolist()]
    assert any(begin)


def test_a_source_that_is_not_there_is_made_up_for_by_the_others() -> None:
    few = {name: STREAMS[name] for name in ("austen", "written")}
    assert sum(mixture.shares(few).values()) == pytest.approx(1)
    assert windows(few, 0, 8, LENGTH).rows.shape == (8, LENGTH + 1)


def test_as_many_windows_repeat_as_asked_for() -> None:
    share = torch.cat([windows(STREAMS, step, 64, LENGTH, 0.25).repeats for step in range(20)])
    assert float(share.float().mean()) == pytest.approx(0.25, abs=0.03)


def test_no_random_token_is_to_be_predicted_before_it_can_be_known() -> None:
    seen = windows(STREAMS, 1, 400, LENGTH, 1.0)
    copied = 0
    for row, learnt in zip(seen.rows.tolist(), seen.learnt.tolist(), strict=True):
        pairs = list(pairwise(row))
        for at, (pair, wanted) in enumerate(zip(pairs, learnt, strict=True)):
            if wanted and pair[1] > PLAIN:
                assert pair in pairs[:at]
                copied += 1
    assert copied > 1000


def test_phrases_come_two_to_four_times_and_the_text_goes_on_between_them() -> None:
    rng = np.random.default_rng(0)
    text = list(range(10_000, 10_400))  # no random token is among them
    counts: set[int] = set()
    for _ in range(20):
        row, known = phrases(rng, text)
        assert len(row) == len(known) == len(text)
        own = list(dict.fromkeys(token for token in row if token >= text[0]))
        assert own == text[: len(own)]
        counts |= {row.count(token) for token in row[:-60] if token >= text[0]}
        half = sum(known) / len(known)
        assert 0.5 < half < 0.95
    assert counts == {1, 2, 3, 4}


def test_only_what_is_kept_is_learnt_from() -> None:
    model = causal.gpt(config(width=16, layers=1, heads=2, context=16))
    rows = torch.randint(1, 40, (3, 9), generator=torch.Generator().manual_seed(0))
    kept = torch.arange(24) % 3 == 0
    logits: Tensor = model(rows[:, :-1]).logits
    each = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), rows[:, 1:].flatten(), reduction="none"
    )
    # bfloat16 inside
    loss = causal.next_token_loss(model, rows, kept=kept)
    assert loss.item() == pytest.approx(each[kept].mean().item(), abs=0.02)
    loss.backward()  # type: ignore[no-untyped-call]
    matrix = model.lm_head.weight
    ours, matrix.grad = matrix.grad.clone(), None
    each[kept].mean().backward()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(ours, matrix.grad, atol=2e-3, rtol=0.1)
