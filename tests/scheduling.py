"""Which tests run in one process, where several run them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parents[1]
ALONE = re.compile(r"^pytestmark = .*\bmark\.alone\b", re.MULTILINE)
TOGETHER = re.compile(r"^pytestmark = .*\bmark\.together\(\"(.*?)\"\)", re.MULTILINE)


class Scheduling(LoadFileScheduling):  # type: ignore[misc]
    """The tests of a file run together, unless its marks say otherwise.

    They are read off its text: the process that hands out the tests imports none of them.
    """

    def _split_scope(self, nodeid: str) -> str:
        return company(nodeid)


def company(nodeid: str) -> str:
    """What the tests that run with this one have in common."""
    file = nodeid.partition("::")[0]
    alone, together = _marks(ROOT / file)
    return nodeid if alone else together or file


@cache
def _marks(file: Path) -> tuple[bool, str]:
    text = file.read_text(encoding="utf-8")
    found = TOGETHER.search(text)
    return bool(ALONE.search(text)), found[1] if found else ""
