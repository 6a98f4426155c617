"""Exports in the background: what is there is had at once, and what goes on can be ended."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from livedemo_export.progress import Bar
from livedemo_site.models.exports import Exports

MODEL = """
import os, time
from pathlib import Path

def build():
    Path({pid!r}).write_text(str(os.getpid()))
    while True:
        time.sleep(0.05)
"""
PATIENCE = 600  # seconds, for what takes a few


def test_what_is_stopped_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVEDEMO_STORE", raising=False)
    pid = tmp_path / "pid"
    folder = tmp_path / "demos/endless"
    folder.mkdir(parents=True)
    (folder / "model.py").write_text(MODEL.format(pid=str(pid)))
    rung: list[None] = []
    exports = Exports(tmp_path, Bar, lambda: rung.append(None))

    state = exports.ensure(["endless", "missing"])
    assert not state.manifests and list(state.errors) == ["missing"]
    news = state.waiting["endless"]
    assert (news.model, news.stage, news.done, news.total) == ("endless", "waiting", 0, 1)

    end = time.monotonic() + PATIENCE
    while not (pid.exists() and pid.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    assert exports.ensure(["endless"]).waiting["endless"].stage == "build"
    worker = int(pid.read_text())
    os.kill(worker, 0)
    exports.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert not rung
