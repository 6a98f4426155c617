"""What all tests share: switches, marks, and the order and the company in which they run."""

from __future__ import annotations

import os
from typing import Any

import livedemo_export  # noqa: F401 (before any onnxruntime, which it tells to keep no telemetry)
import pytest

from tests.scheduling import Scheduling
from tests.shared import Shared, root


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew")
    parser.addoption(
        "--full",
        action="store_true",
        help="prove all that is proved by a sample where nothing has changed",
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Folders that are filled once in a run, in however many processes."""
    return Shared(root(tmp_path_factory.getbasetemp()))


def pytest_configure(config: pytest.Config) -> None:
    for mark in (
        "long: takes long for what it proves; CI runs it all the same",
        "alone: the tests of this file share nothing, and may run side by side",
        "together(name): the files of this name share what takes long to make",
    ):
        config.addinivalue_line("markers", mark)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Tell a failure when it happens: a run that is cut off tells it, too."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.nodeid} ({report.when})\n{report.longreprtext}", flush=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, so that no process ends long after the others."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """With ``--dist loadfile``, what shares something runs in one process; see the marks."""
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None
