"""onnxruntime keeps nothing about who builds: no device id, no queue of events."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import livedemo_export
import pytest

SOURCE = Path(livedemo_export.__file__).parents[1]

# A graph that needs no torch, opened and run as a demo's is.
RUN = """
{first}
import numpy
from onnx import TensorProto, helper
x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy")
graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "g", [x], [y])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
running = {session}
assert running.run(None, {{"x": numpy.ones(1, "float32")}})[0] == -1
"""
PLAIN = "onnxruntime.InferenceSession(model.SerializeToString())"


def traces(home: Path, *command: str) -> list[str]:
    """The files that a process leaves where it may: its home and its temporary folder."""
    home.mkdir()
    # no more of ours than a process needs: onnxruntime is silent where it finds CI, for one
    needed = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
    environment = {
        **{name: os.environ[name] for name in needed if name in os.environ},
        **{name: str(home) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")},
        **{name: str(home) for name in ("TMPDIR", "TMP", "TEMP")},
        "PYTHONPATH": str(SOURCE),
    }
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [path.name for path in home.rglob("*") if path.is_file()]


def test_this_test_would_see_it(tmp_path: Path) -> None:
    code = RUN.format(first="import onnxruntime", session=PLAIN)
    assert {"deviceid", "onnxruntime.db"} <= set(traces(tmp_path / "a", sys.executable, "-c", code))


def test_a_session_of_ours_leaves_nothing(tmp_path: Path) -> None:
    ours = "session(model.SerializeToString(), None)"
    code = RUN.format(first="from livedemo_export.session import session", session=ours)
    assert traces(tmp_path / "a", sys.executable, "-c", code) == []


def test_an_export_leaves_nothing(tmp_path: Path) -> None:
    """Also in the process that imports torch, which opens sessions to check graphs."""
    models = Path(__file__).parent / "models"
    (tmp_path / "export").mkdir()
    (tmp_path / "export/models").symlink_to(models)
    command = [sys.executable, "-m", "livedemo_export", "step", "--root", str(tmp_path)]
    left = traces(tmp_path / "a", *command)
    assert not {"deviceid", "onnxruntime.db", ".ses"} & set(left)


@pytest.mark.parametrize("room", ["plugins", "export", "benchmarks"])  # tests have conftest.py
def test_onnxruntime_is_imported_where_this_is_set(room: str) -> None:
    """It reads the switch once, when it is imported; `livedemo_export` sets it when *it* is."""
    root = SOURCE.parent
    files = [path for path in (root / room).rglob("*.py") if "onnxruntime" in path.read_text()]
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = [line.startswith(("import onnxruntime", "from onnxruntime")) for line in lines]
        if any(starts) and not path.is_relative_to(SOURCE / "livedemo_export"):
            before = lines[: starts.index(True)]
            first = ("from livedemo_export", "import livedemo_export", "from livedemo_site")
            assert any(line.startswith(first) for line in before), path
