"""A few kills of a cold build; `make bench` tries many (`benchmarks/kills.py`)."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.sites.kills import CALM, ROUGH, Trial
from tests.sites.site import make


def test_killed_builds_leave_no_trace(tmp_path: Path) -> None:
    """Under another hash seed, time zone and locale, in another folder."""
    calm = Trial(make("model", tmp_path / "calm"), CALM)
    took = calm.build()
    rough = Trial(make("model", tmp_path / "another folder"), ROUGH)
    chance = Random(5)
    # At least the first comes long before the end, however busy the machine has become.
    assert rough.kill(took / 4)
    for _ in range(2):
        rough.kill(chance.uniform(0, took))
    rough.build()
    ours, theirs = calm.bytes(), rough.bytes()
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []
    assert calm.exports == rough.exports == 1
