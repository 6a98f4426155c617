"""A project with the small models of `models/`, exported once for all tests that look at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from livedemo_export.ensure import ensure
from livedemo_export.errors import NoModel
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store

MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Project:
    root: Path
    manifests: dict[str, Manifest]
    errors: dict[str, NoModel]
    stages: list[tuple[str, str]]

    @property
    def store(self) -> Store:
        return Store.open(self.root)


@pytest.fixture
def float64() -> Iterator[None]:
    """New tensors are float64, in which two ways to the same numbers differ on no processor."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture(scope="package", autouse=True)
def _own_store() -> Iterator[None]:
    # a store that the surroundings name would mix with the tests' own
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LIVEDEMO_STORE", raising=False)
        yield


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(MODELS, root / "export/models", ignore=shutil.ignore_patterns("__pycache__"))
    stages: list[tuple[str, str]] = []
    names = sorted(path.name for path in MODELS.iterdir() if (path / "model.py").is_file())
    manifests, errors = ensure(root, names, progress=lambda p: stages.append((p.model, p.stage)))
    return Project(root, manifests, errors, stages)


@pytest.fixture
def model(tmp_path: Path) -> Callable[..., Path]:
    """Writes a model folder: `model("name", "text of model.py", **{"blocks.py": "…"})`."""

    def write(name: str, text: str, **others: str) -> Path:
        folder = tmp_path / "export/models" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in {"model.py": text, **others}.items():
            (folder / file).write_text(content)
        return folder

    return write
