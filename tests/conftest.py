"""What all tests share: ``--update`` writes golden files instead of comparing with them."""

from __future__ import annotations

import livedemo_export  # noqa: F401 (before any onnxruntime, which it tells to keep no telemetry)
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))
