"""Sites that several tests look at, each built once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sites.site import build, make


@dataclass(frozen=True)
class Built:
    root: Path
    log: str

    @property
    def site(self) -> Path:
        return self.root / "site"

    def page(self, path: str = "index.html") -> str:
        return (self.site / path).read_text(encoding="utf-8")


def built(case: str, root: Path, *arguments: str) -> Built:
    done = build(make(case, root), *(arguments or ("--strict",)))
    assert done.returncode == 0, done.stderr
    return Built(root, done.stderr)


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Material with instant navigation, and its usual extensions."""
    return built("material", tmp_path_factory.mktemp("material"))


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A demo with a torch model of its own; the store was empty before."""
    return built("model", tmp_path_factory.mktemp("model"))
