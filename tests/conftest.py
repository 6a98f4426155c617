"""What all tests share: switches, marks, and the order and the company in which they run."""

from __future__ import annotations

import livedemo_export  # noqa: F401 (before any onnxruntime, which it tells to keep no telemetry)
import pytest

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
    config.addinivalue_line(
        "markers", "long: takes long for what it proves; CI runs it all the same"
    )
    config.addinivalue_line("markers", "alone: its tests share nothing, and may run side by side")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, and keep a file's tests together: they share what they look at.

    The second is for pytest-xdist, with ``--dist loadgroup``.
    """
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        if not (item.get_closest_marker("alone") or item.get_closest_marker("xdist_group")):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
