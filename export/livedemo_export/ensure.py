"""Manifests of models: from the store where they are, from a worker process where not.

This side never imports torch. A model that fails doesn't stop the others; a full disk does. Several
builds may run at once: each model is exported by one of them, and the others wait for it.
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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from livedemo_export.errors import NoModel
from livedemo_export.find import find_model, known_models
from livedemo_export.key import key
from livedemo_export.limit import LIMIT, over, told, where
from livedemo_export.manifest import Manifest
from livedemo_export.reads import ROOM, unchanged
from livedemo_export.store import Store, Unwritable, no_room
from livedemo_export.suggest import nearest

__all__ = ["NoModel", "Progress", "ensure", "find_model", "known_models", "stored"]


@dataclass(frozen=True)
class Progress:
    """What is being done for ``model``; ``done`` of the ``total`` models to export are over.

    The last ``stage`` of each is "done", "failed" (``error`` says why), or "found" where another
    build exported it.
    """

    model: str
    stage: str
    done: int
    total: int
    error: NoModel | None = None


Report = Callable[[Progress], None]
WAITING = "waiting for another build"


@dataclass(frozen=True)
class _News:
    """What a worker says of a model: its stage, and at the end its manifest or what is wrong."""

    model: str
    stage: str
    result: Manifest | NoModel | Unwritable | None = None


def stored(root: Path | str, name: str) -> Manifest | None:
    """The manifest of model ``name`` when the store has it as it stands; None: to be exported.

    `NoModel` when there is no such model.
    """
    folder = find_model(Path(root).resolve(), name)
    if folder is None:
        message = "there is no such model. " + nearest(name, known_models(root))
        raise NoModel(name, message)
    try:
        (folder / "model.py").read_bytes()
    except OSError as error:
        cause = f"model.py can't be read: {error.strerror}"
        raise NoModel(name, cause, (folder / "model.py", 1)) from None
    manifest = Store.open(root).get(key(folder))
    return manifest if manifest and unchanged(folder, manifest.reads) else None


def ensure(
    root: Path | str,
    names: Iterable[str],
    *,
    progress: Report | None = None,
    jobs: int | None = None,
    verbose: bool = False,
    stop: Future[None] | None = None,
    limit: float = LIMIT,
) -> tuple[dict[str, Manifest], dict[str, NoModel]]:
    """Manifests of the models ``names`` of the project at ``root``, and errors of the others.

    Those that the store lacks are exported by at most ``jobs`` processes (default: one for each
    processor). ``limit``: the most seconds of processor time that one's ``build()`` may take.
    ``progress`` is called from this thread. Once ``stop`` has a result, from another
    thread, exports are ended, and models that were not over are in neither. Raises `Unwritable` at
    the first export that finds no room on the disk.
    """
    top = Path(root).resolve()
    manifests: dict[str, Manifest] = {}
    errors: dict[str, NoModel] = {}
    missing: list[str] = []
    for name in dict.fromkeys(names):
        try:
            manifest = stored(top, name)
        except NoModel as error:
            errors[name] = error
            continue
        if manifest is None:
            missing.append(name)
        else:
            manifests[name] = manifest
    for name, result in _exported(top, missing, progress, jobs, verbose, stop, limit):
        if isinstance(result, NoModel):
            errors[name] = result
        else:
            manifests[name] = result
    return manifests, errors


def _exported(
    root: Path,
    names: list[str],
    progress: Report | None,
    jobs: int | None,
    verbose: bool,
    stop: Future[None] | None,
    limit: float,
) -> Iterator[tuple[str, Manifest | NoModel]]:
    count = max(1, min(len(names), jobs or os.cpu_count() or 1))
    waiting: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
    for name in names:
        waiting.put((name, False))
    said: queue.SimpleQueue[_News | None] = queue.SimpleQueue()
    if stop:
        stop.add_done_callback(lambda _: said.put(None))
    workers = [
        _Worker(root, waiting, said, count, verbose, limit) for _ in range(count if names else 0)
    ]
    for worker in workers:
        worker.start()
    done = 0
    try:
        while done < len(names):
            news = said.get()
            if news is None:
                return
            if isinstance(news.result, Unwritable):
                raise news.result
            if news.result is not None:
                done += 1
                yield news.model, news.result
            if progress:
                error = news.result if isinstance(news.result, NoModel) else None
                progress(Progress(news.model, news.stage, done, len(names), error))
    finally:
        for worker in workers:
            worker.cancel()
        for worker in workers:
            worker.join()


class _Worker(threading.Thread):
    """A thread that feeds one worker process from a queue, and passes on what it says."""

    def __init__(
        self,
        root: Path,
        waiting: queue.SimpleQueue[tuple[str, bool]],
        said: queue.SimpleQueue[_News | None],
        count: int,
        verbose: bool,
        limit: float,
    ) -> None:
        super().__init__(daemon=True)
        self.root, self.waiting, self.said = root, waiting, said
        self.threads = max(1, (os.cpu_count() or 1) // count)
        self.verbose, self.limit = verbose, limit
        self.process: subprocess.Popen[str] | None = None
        # lives as long as the process that writes to it
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.trace = tempfile.NamedTemporaryFile(prefix="livedemo_")  # noqa: SIM115
        self.stopped = False

    def run(self) -> None:
        """Until the queue is empty: one model at a time; a process that dies is replaced."""
        with self.errors, self.trace:
            while not self.stopped:
                try:
                    name, wait = self.waiting.get_nowait()
                except queue.Empty:
                    break
                try:
                    news = self._export(name, wait)
                except Exception as error:  # a full disk, no memory for a process
                    cause = NoModel(name, f"{type(error).__name__}: {error}")
                    news = _News(name, "failed", no_room(error) or cause)
                if news.stage == WAITING:
                    self.waiting.put((name, True))  # after what nobody exports yet
                else:
                    self.said.put(news)
            self._end()

    def cancel(self) -> None:
        """End the process, and with it the thread."""
        self.stopped = True
        if self.process is not None:
            self.process.terminate()

    def _end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(BrokenPipeError):
                self.process.communicate()  # waits, and closes the pipes
            self.process = None

    def _export(self, name: str, wait: bool) -> _News:
        """What came of it; its stage is `WAITING` where another build is at it."""
        folder = find_model(self.root, name)
        assert folder is not None  # `stored` found it
        process = self._running()
        assert process.stdin and process.stdout
        request = {"folder": folder.relative_to(self.root).as_posix(), "wait": wait}
        print(json.dumps(request), file=process.stdin, flush=True)
        for line in process.stdout:
            news = json.loads(line)
            if stage := news.get("stage"):
                self.said.put(_News(name, stage))
            elif news.get("busy"):
                return _News(name, WAITING)
            elif room := news.get("unwritable"):
                return _News(name, "failed", Unwritable(*room))
            elif problem := news.get("error"):
                place = problem["where"]
                at = (Path(place[0]), int(place[1])) if place else None
                error = NoModel(name, problem["message"], at, problem["details"])
                return _News(name, "failed", error)
            elif manifest := Store.open(self.root).get(news["done"]):
                return _News(name, "done" if news["made"] else "found", manifest)
            else:
                lost = "it was exported, but the store lost it; build again"
                return _News(name, "failed", NoModel(name, lost))
        code = process.wait()
        trace = Path(self.trace.name)
        if over(trace):
            found = where(trace, folder) or where(trace, self.root)
            took = told(self.limit, trace)
            endless = f"its build() does not end: after {took}, it was at this line"
            endless += ". The option `limit` sets how long it may run."
            return _News(name, "failed", NoModel(name, endless, found))
        self.errors.seek(0)
        details = self.errors.read()
        reason = (details.strip().splitlines() or ["it said nothing"])[-1]
        died = f"its export died (exit code {code}): {reason}"
        return _News(name, "failed", NoModel(name, died, details=details))

    def _running(self) -> subprocess.Popen[str]:
        """The process, started when there is none or the last one died."""
        if self.process is None or self.process.poll() is not None:
            self._end()
            self.errors.seek(0)
            self.errors.truncate()
            command = [sys.executable, "-P", "-m", "livedemo_export.worker", str(self.root)]
            command += [self.trace.name, str(self.limit)]
            self.process = subprocess.Popen(
                command + (["--verbose"] if self.verbose else []),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if self.verbose else self.errors,
                text=True,
                encoding="utf-8",
                env=_environment(self.root, self.threads),
            )
        return self.process


def _environment(root: Path, threads: int) -> dict[str, str]:
    """Ours, with this package and the project's own importable; it neither downloads nor varies."""
    sources = [str(root / ROOM), str(Path(__file__).parent.parent)]
    path = [p for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*path, *sources]),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": str(threads),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
