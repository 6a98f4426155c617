"""The store: whole files or none, also with several processes at once."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import livedemo_export
import pytest
from livedemo_export.manifest import Blob, GraphInfo, Manifest, ManifestError, TensorInfo, Variant
from livedemo_export.store import Store, StoreError

SOURCE = str(Path(livedemo_export.__file__).parents[1])


def manifest(store: Store, key: str = "k1") -> Manifest:
    data = b"graph"
    return Manifest(
        model="m",
        key=key,
        opset=20,
        axes={"T": (1, 8)},
        graphs={
            "run": GraphInfo(
                inputs={"x": TensorInfo("float32", ("T", 2), default=0.5)},
                outputs={"y": TensorInfo("int32", ("T-1",))},
            )
        },
        variants={
            "fp32": Variant(
                graphs={"run": Blob(store.put(data), len(data))},
                weights=None,
                max_difference={"run.y": 0.0},
            )
        },
        default="fp32",
        facts={"title": "é"},
    )


def test_put_and_blob(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    digest = store.put(b"some bytes")
    assert digest == hashlib.sha256(b"some bytes").hexdigest()
    assert store.blob(digest) == b"some bytes"
    assert store.path(digest).is_relative_to(tmp_path / ".livedemo/store")
    assert store.path(digest).stat().st_mode & 0o777 == 0o644
    assert store.put(b"some bytes") == digest


def test_the_variable_moves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVEDEMO_STORE", str(tmp_path / "elsewhere"))
    store = Store.open(tmp_path / "project")
    assert store.path(store.put(b"x")).is_relative_to(tmp_path / "elsewhere")


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    made = manifest(store)
    assert store.get("k1") is None
    store.record(made)
    assert store.get("k1") == made
    assert Manifest.read(made.json()) == made


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', "null"])
def test_no_manifest(text: str) -> None:
    with pytest.raises(ManifestError):
        Manifest.read(text)


def test_what_is_missing_or_damaged_is_a_miss(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    made = manifest(store)
    store.record(made)
    blob = store.path(made.variants["fp32"].graphs["run"].sha256)
    blob.write_bytes(b"gra")  # cut short
    assert store.get("k1") is None
    assert store.put(b"graph") == blob.name  # and made whole again
    assert store.get("k1") == made
    blob.write_bytes(b"grapH")  # same length, other bytes
    with pytest.raises(StoreError, match="damaged"):
        store.blob(blob.name)
    assert store.get("k1") is None
    with pytest.raises(StoreError, match="no blob"):
        store.blob(blob.name)


WRITER = """
import sys
from livedemo_export.store import Store
store = Store.open(sys.argv[1])
for turn in range(150):
    data = bytes([turn]) * 200_000
    digest = store.put(data)
    assert store.blob(digest) == data
"""


def test_processes_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": SOURCE}
    together = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], env=environment, stderr=subprocess.PIPE
        )
        for _ in range(4)
    ]
    for process in together:
        _, said = process.communicate(timeout=600)
        assert process.returncode == 0, said.decode()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 150
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in files)
