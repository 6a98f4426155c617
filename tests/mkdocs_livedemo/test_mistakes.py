"""Each mistake an author can make: loud in a strict build, visible in any other.

What a build must say stands in each site's ``mistakes.txt``, one in a line.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.sites.site import CASES, HERE, build, make

MISTAKES = [case for case in CASES if (HERE / case / "mistakes.txt").exists()]


@pytest.fixture(params=MISTAKES)
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_mistake_is_loud(case: str, tmp_path: Path, update: bool) -> None:
    golden = HERE / case / "mistakes.txt"
    root = make(case, tmp_path)

    lenient = build(root)
    assert lenient.returncode == 0, lenient.stderr
    page = unescape((root / "site/index.html").read_text(encoding="utf-8"))
    warnings = re.findall(r"WARNING -  livedemo: (.*)", lenient.stderr)
    if update:
        golden.write_text("".join(f"{line}\n" for line in warnings), encoding="utf-8")
    assert warnings == golden.read_text(encoding="utf-8").splitlines(), "pytest --update rewrites"
    assert 'class="ld-mistake' in page  # a box, or words behind a link
    for line in warnings:
        place, _, cause = line.partition(": ")
        if place.startswith("docs/"):
            assert place in page and cause.partition(". ")[0] in page

    strict = build(root, "--strict", "--quiet")
    assert strict.returncode != 0
    assert all(line in strict.stderr for line in warnings)
