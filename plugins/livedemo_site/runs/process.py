"""Two processes that run demos, started when a build first needs them.

They differ in their hash seed and, for a run that is asked for ``otherwise``, in all that
`livedemo_site.runs.world` knows of. Each runs a demo from a folder with what the browser gets.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import livedemo
import livedemo_export
from livedemo_export.limit import LIMIT, over, told, where

import livedemo_site

TURN = 1.0  # seconds between two looks at a process that has not answered yet
GRACE = 5  # looks until one that is over its limit is ended

Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """A demo to be loaded, and run where there are ``inputs``.

    Attributes:
        tree: the folder with its files, under ``demos``.
        shared: the folders, and files, beside its own that it imports.
        wheels: the archives that it imports from, and their modules.
        models: the manifests of its models as JSON, by parameter.
        most: after how many frames a run is enough.
    """

    name: str
    tree: Path
    shared: Sequence[str] = ()
    wheels: Sequence[tuple[str, Sequence[str]]] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, Any] | None = None
    most: int | None = None


class Runners:
    """The two processes of a project.

    Args:
        store: the folder of its models.

    Attributes:
        limit: the most processor time that one run may take, in seconds.
        asked: how often a process was asked for a run.
    """

    def __init__(self, store: Path) -> None:
        self.store = store.resolve()
        self.limit = LIMIT
        self.asked = 0
        self._open: _Open | None = None

    def tree(self, name: str, files: Mapping[str, bytes]) -> Path:
        """A folder with these files, by path; made once for each ``name``."""
        folder = self._opened().folder / "trees" / name
        if not folder.exists():
            for inner, data in files.items():
                path = folder / inner
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return folder

    def twice(self, job: Job, otherwise: Sequence[str]) -> tuple[Answer, Answer]:
        """The answers of both at once: of the first as it is, of the second ``otherwise``."""
        first, second = self._opened().processes
        first.send(self._request(job))
        second.send(self._request(job, otherwise, fresh=True))
        return first.answer(), second.answer()

    def once(
        self, job: Job, which: int = 0, otherwise: Sequence[str] = (), fresh: bool = False
    ) -> Answer:
        """The answer of one; ``fresh``: with the demo loaded anew."""
        process = self._opened().processes[which]
        process.send(self._request(job, otherwise, fresh))
        return process.answer()

    def close(self) -> None:
        """End both; they are started again when they are needed again."""
        if self._open:
            self._open.end()
        self._open = None

    def _opened(self) -> _Open:
        if self._open is None:
            self._open = _Open(self.store)
        return self._open

    def _request(
        self, job: Job, otherwise: Sequence[str] = (), fresh: bool = False
    ) -> dict[str, Any]:
        self.asked += 1
        request: dict[str, Any] = {
            "name": job.name,
            "tree": str(job.tree),
            "shared": list(job.shared),
            "wheels": job.wheels,
            "models": dict(job.models),
            "other": list(otherwise),
            "fresh": fresh,
            "limit": self.limit,
            "most": job.most,
        }
        return request if job.inputs is None else {**request, "inputs": dict(job.inputs)}


class _Open:
    """A folder for what runs need, and the processes."""

    def __init__(self, store: Path) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="livedemo_")
        self.folder = Path(temporary.name).resolve()
        self.processes = [_Process(store, self.folder, number) for number in (1, 2)]
        self.end = weakref.finalize(self, _end, self.processes, temporary)


def _end(processes: list[_Process], temporary: tempfile.TemporaryDirectory[str]) -> None:
    for process in processes:
        process.end()
    temporary.cleanup()


class _Process:
    """One process, started at its first request, and again after it has died."""

    def __init__(self, store: Path, folder: Path, number: int) -> None:
        self.store, self.number = store, number
        self.work = folder / str(number)
        self.trace = folder / f"trace{number}"
        self._process: subprocess.Popen[str] | None = None
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._request: dict[str, Any] = {}

    def send(self, request: dict[str, Any]) -> None:
        """Ask; `answer` must follow."""
        process = self._running()
        assert process.stdin
        self._request = request
        with contextlib.suppress(BrokenPipeError):  # it died: told by `answer`
            print(json.dumps(request), file=process.stdin, flush=True)

    def answer(self) -> Answer:
        """What it says to the last request, or what became of it."""
        looks = 0
        while True:
            try:
                line = self._said.get(timeout=TURN)
            except queue.Empty:
                looks += over(self.trace)
                if looks > GRACE:
                    self.end()
                    return self._stuck()
                continue
            if line is not None:
                found: Answer = json.loads(line)
                return found
            code = self._process.wait() if self._process else 0
            self.end()
            if over(self.trace):
                return self._stuck()
            return {"error": {"cause": f"its process died (exit code {code})", "place": None}}

    def end(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            with contextlib.suppress(BrokenPipeError):
                if process.stdin:
                    process.stdin.close()
            process.wait()
            self._reader.join()
            if process.stdout:
                process.stdout.close()

    def _stuck(self) -> Answer:
        took = told(self._request["limit"], self.trace)
        place = where(self.trace, self._request["tree"])
        at = "it was at this line" if place else "it was in none of its own lines"
        return {
            "error": {
                "cause": f"after {took}, {at}",
                "choices": "The option `limit` sets how long a demo may run.",
                "place": [str(place[0]), place[1]] if place else None,
                "stuck": True,
            }
        }

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            self.work.mkdir(exist_ok=True)
            self.trace.unlink(missing_ok=True)
            module = "livedemo_site.runs.runner"
            arguments = (str(self.store), str(self.trace), str(self.work))
            self._said = queue.SimpleQueue()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # what a demo prints is seen once
                stderr=None if self.number == 1 else subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=_environment(self.number),
            )
            self._reader = threading.Thread(
                target=_read, args=(self._process, self._said), daemon=True
            )
            self._reader.start()
        return self._process


def _read(process: subprocess.Popen[str], said: queue.SimpleQueue[str | None]) -> None:
    assert process.stdout
    with contextlib.suppress(ValueError, OSError):  # it was closed
        for line in process.stdout:
            said.put(line)
    said.put(None)


def _environment(seed: int) -> dict[str, str]:
    """Ours, with these packages importable and a hash seed."""
    packages = (livedemo, livedemo_site, livedemo_export)
    roots = [str(Path(each.__file__ or "").parents[1]) for each in packages]
    path = [*dict.fromkeys(roots), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), "PYTHONHASHSEED": str(seed)}
