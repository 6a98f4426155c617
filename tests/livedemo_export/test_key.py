"""What changes a model's key, and what doesn't."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from livedemo_export import key as keys
from livedemo_export.key import closure, key

MODEL = """
from .blocks import Block
from . import shapes
READS = ("../other/words.json",)
def build(): ...
"""


@pytest.fixture
def folder(model: Callable[..., Path]) -> Path:
    made = model("m", MODEL, **{"blocks.py": "from .deep.down import X", "shapes.py": ""})
    (made / "deep").mkdir()
    for name in ("deep/__init__.py", "deep/down.py", "train.py", "unused.py"):
        (made / name).write_text("")
    for name in ("weights.safetensors", "tokenizer.json", "card.md", "scores.json"):
        (made / name).write_text(name)
    (made.parent / "other").mkdir()
    (made.parent / "other/words.json").write_text("[]")
    return made


CHANGES = (
    *("model.py", "blocks.py", "shapes.py", "deep/__init__.py", "deep/down.py"),
    *("weights.safetensors", "tokenizer.json", "data/held-out.txt", "../other/words.json"),
)
SAME = (
    *("train.py", "unused.py", "evaluate.py", "card.md", "scores.json", "agreement.json"),
    *("expected.html",),
    *("__pycache__/model.pyc", ".hidden", "checkpoints/last.safetensors", "train.log"),
)


@pytest.mark.parametrize("name", CHANGES)
def test_it_changes_with(folder: Path, name: str) -> None:
    before = key(folder)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n# more")
    assert key(folder) != before


@pytest.mark.parametrize("name", SAME)
def test_it_stays_with(folder: Path, name: str) -> None:
    before = key(folder)
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("other")
    assert key(folder) == before


def test_it_goes_by_content_not_by_place(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy/export/models"
    shutil.copytree(folder.parent, copy)
    assert key(copy / "m") == key(folder)
    renamed = folder.rename(folder.with_name("n"))
    assert key(renamed) != key(copy / "m")


def test_it_changes_with_the_tools(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = key(folder)
    monkeypatch.setattr(keys, "_version", lambda tool: f"{tool} of tomorrow")
    assert key(folder) != before


def test_a_syntax_error_is_left_to_the_export(model: Callable[..., Path]) -> None:
    assert key(model("m", "x = = 1")) != key(model("m", "x = = 2"))


def test_the_exporter_counts_but_not_its_command() -> None:
    names = {path.name for path in closure(Path(keys.__file__).with_name("build.py"))}
    assert {"trace.py", "strip.py", "quantise.py", "spec.py", "axes.py", "check.py"} <= names
    beside = {"cli.py", "ensure.py", "find.py", "prune.py", "store.py", "table.py", "worker.py"}
    assert not beside & names
    assert all(Path(keys.__file__).with_name(name).is_file() for name in beside)


def test_it_covers_what_the_model_imports_of_this_package(
    model: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "livedemo_export"
    (package / "architectures").mkdir(parents=True)
    for name in ("__init__.py", "build.py", "architectures/__init__.py", "other.py"):
        (package / name).write_text("")
    (package / "architectures/gpt.py").write_text("from livedemo_export.deep import X")
    (package / "deep.py").write_text("")
    monkeypatch.setattr(keys, "PACKAGE", package)
    keys.exporter.cache_clear()
    folder = model("m", "from .net import build", **{"net.py": ""})
    (folder / "net.py").write_text("from livedemo_export.architectures import gpt")
    before = key(folder)
    for name, counts in (("deep.py", True), ("architectures/gpt.py", True), ("other.py", False)):
        kept = (package / name).read_text()
        (package / name).write_text(kept + "# changed")
        assert (key(folder) != before) is counts
        (package / name).write_text(kept)
    keys.exporter.cache_clear()


@pytest.mark.parametrize("room", ["export/models", "demos"])
def test_what_models_share_in_a_package_of_the_project_is_in_the_key(
    tmp_path: Path, room: str
) -> None:
    model = tmp_path / room / "mine"
    shared = tmp_path / "export/ours"
    for folder in (model, shared):
        folder.mkdir(parents=True)
    (model / "model.py").write_text("from ours.blocks import Block\n")
    for name in ("__init__", "blocks", "unused"):
        (shared / f"{name}.py").write_text("")
    before = key(model)
    (shared / "unused.py").write_text("changed = True\n")
    assert key(model) == before
    (shared / "blocks.py").write_text("class Block: ...\n")
    assert key(model) != before
