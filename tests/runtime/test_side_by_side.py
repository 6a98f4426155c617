"""Several processes may make the runtime at once; one does, and nobody sees half of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from livedemo_export.digest import digest
from livedemo_site.runtime_build import RUNTIME, build, own
from livedemo_site.runtime_build.archive import comment, write_zip
from livedemo_site.runtime_build.build import WORK


def test_another_process_waits_and_then_finds_it_done() -> None:
    lock = FileLock(WORK / "lock")
    with lock:
        other = subprocess.Popen(
            [sys.executable, "-m", "livedemo_site.runtime_build", "--dev"],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert other.stderr
        said = other.stderr.readline()
        assert said == "livedemo: waiting for another process that makes the browser's runtime\n"
        assert other.poll() is None
    assert (other.communicate()[1], other.returncode) == ("", 0)  # it made nothing


def test_what_a_killed_process_left_is_removed() -> None:
    (WORK / "tmp-left" / "runtime").mkdir(parents=True)
    build()
    assert [path.name for path in WORK.iterdir()] == ["lock"]


def test_the_archive_and_the_digest_of_its_sources_are_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (RUNTIME / own.ARCHIVE).read_bytes()
    assert comment(data) == digest(own.sources().items())
    assert own.precompiled()
    assert not list(RUNTIME.glob("livedemo.json"))
    # One that was made of other sources is not taken, whatever stands beside it.
    write_zip(tmp_path / own.ARCHIVE, {"livedemo/x.pyc": b""}, comment="of other sources")
    (tmp_path / "livedemo.json").write_text(json.dumps({"sources": comment(data)}))
    monkeypatch.setattr(own, "RUNTIME", tmp_path)
    assert own.precompiled() is None
