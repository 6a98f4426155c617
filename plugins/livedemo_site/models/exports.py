"""Exports that go on while pages are served: whoever asks gets what is there by now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from livedemo_export.ensure import NoModel, Progress, Report, ensure, find_model, stored
from livedemo_export.key import key
from livedemo_export.limit import LIMIT
from livedemo_export.manifest import Manifest


@dataclass(frozen=True)
class State:
    """How it stands with some models, each of which is in one of the three.

    Attributes:
        waiting: the last that was heard of those that are being exported.
    """

    manifests: dict[str, Manifest] = field(default_factory=dict)
    errors: dict[str, NoModel] = field(default_factory=dict)
    waiting: dict[str, Progress] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """Models that are exported together: their keys by name, and what ends it."""

    keys: dict[str, str]
    stop: Future[None] = field(default_factory=Future)


class Exports:
    """A project's exports, in a thread of their own. A model that failed waits for an edit.

    Args:
        root: the project's folder.
        bar: shows, from that thread, what is being done.
        changed: called from that thread when a model is there, or has failed.
    """

    def __init__(
        self,
        root: Path,
        bar: Callable[[], AbstractContextManager[Report]],
        changed: Callable[[], None],
    ) -> None:
        self.root, self.bar, self.changed = root, bar, changed
        self.limit = LIMIT  # seconds of processor time for one model's build()
        self._lock = threading.Lock()
        self._wanted: dict[str, str] = {}  # the keys of all that are not there yet, by name
        self._news: dict[str, Progress] = {}  # the last that was heard of each of these
        self._failed: dict[str, NoModel] = {}  # by key
        self._batch: Batch | None = None  # what is being exported of these
        self._thread: threading.Thread | None = None

    def ensure(self, names: Iterable[str]) -> State:
        """How it stands with these models; what is missing is begun."""
        state = State()
        missing: dict[str, str] = {}
        for name in names:
            try:
                manifest = stored(self.root, name)
            except NoModel as error:
                state.errors[name] = error
                continue
            if manifest:
                state.manifests[name] = manifest
            else:
                folder = find_model(self.root, name)
                assert folder  # `stored` found it
                missing[name] = key(folder)
        with self._lock:
            for name, k in missing.items():
                if k in self._failed:
                    state.errors[name] = self._failed[k]
                else:
                    self._want(name, k)
                    state.waiting[name] = self._news[name]
            if self._wanted and self._batch is None:
                self._begin()
        return state

    def stop(self) -> None:
        """End all that is being exported."""
        with self._lock:
            self._wanted.clear()
            self._abandon()
        if self._thread:
            self._thread.join()

    def _want(self, name: str, k: str) -> None:
        if self._wanted.get(name) == k:
            return
        if self._batch and name in self._batch.keys and name in self._wanted:
            self._abandon()  # its sources have changed since
        self._wanted[name] = k
        self._news[name] = Progress(name, "waiting", 0, len(self._wanted))

    def _abandon(self) -> None:
        if self._batch:
            self._batch.stop.set_result(None)
            self._batch = None

    def _begin(self) -> None:
        self._batch = Batch(dict(self._wanted))
        self._thread = threading.Thread(target=self._export, args=(self._batch,), daemon=True)
        self._thread.start()

    def _export(self, batch: Batch) -> None:
        errors: Mapping[str, NoModel]
        try:
            with self.bar() as show:

                def progress(news: Progress) -> None:
                    self._hear(batch, news)
                    show(news)

                stop, limit = batch.stop, self.limit
                _, errors = ensure(self.root, batch.keys, progress=progress, stop=stop, limit=limit)
        except Exception as error:  # it ended them all: a full disk
            told = f"{type(error).__name__}: {error}"
            errors = {name: NoModel(name, told) for name in batch.keys if name in self._wanted}
        if not batch.stop.done():
            self._over(batch, batch.keys, errors)  # some may have been there already
        with self._lock:
            if batch is self._batch:
                self._batch = None
                if self._wanted:
                    self._begin()

    def _hear(self, batch: Batch, news: Progress) -> None:
        if news.stage in ("done", "found", "failed"):
            self._over(batch, [news.model], {news.model: news.error} if news.error else {})
            return
        with self._lock:
            if batch is self._batch:
                self._news[news.model] = news

    def _over(self, batch: Batch, names: Iterable[str], errors: Mapping[str, NoModel]) -> None:
        """These of a batch are there, or have failed."""
        over = False
        with self._lock:
            for name in names:
                if self._wanted.get(name) == batch.keys[name]:
                    del self._wanted[name], self._news[name]
                    over = True
                    if name in errors:
                        self._failed[batch.keys[name]] = errors[name]
            done = len(batch.keys) - len(self._wanted.keys() & batch.keys.keys())
            for name, news in self._news.items():
                self._news[name] = replace(news, done=done, total=len(batch.keys))
        if over:
            self.changed()
