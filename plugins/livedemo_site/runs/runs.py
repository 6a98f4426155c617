"""A project's runs: each twice, and what stops one is told at the demo's own line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from livedemo_export.digest import digest
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store

from livedemo_site.assets.bundle import entries, given_otherwise
from livedemo_site.demos.discovery import ALLOWED, Found
from livedemo_site.runs.moved import CAUSES, moved, place
from livedemo_site.runs.process import Answer, Job, Runners
from livedemo_site.runs.world import PARTS

_HINTS = {
    "ZoneInfoNotFoundError": "The browser has no time zones: name tzdata in requirements.txt.",
    "ModuleNotFoundError": ALLOWED,
}


@dataclass(frozen=True)
class Stopped(Exception):
    """Why a demo shows nothing that could be kept.

    Attributes:
        what: what it did: "stopped", "can't run in a browser", "does not end", …
        cause, choices: as in a diagnostic.
        file, line: its own.
    """

    what: str
    cause: str
    choices: str
    file: Path
    line: int

    def sentence(self, name: str, at: str = "", given: str = "") -> str:
        """The whole of it, ``at`` a place and ``given`` some inputs where these are told."""
        where = f" at {at}" if at else ""
        inputs = f" with {given}" if given else ""
        return f'demo "{name}" {self.what}{where}{inputs}: {self.cause}'


class Runs:
    """Runs demos in processes of their own."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.runners = Runners(store.folder)
        self._again: set[tuple[str, str]] = set()  # demos that have run twice in one process
        self._files: dict[tuple[str, ...], tuple[str, Mapping[str, bytes]]] = {}

    def loads(self, found: Found) -> None:
        """Load a demo, twice; `Stopped` where it can't be, or is another each time."""
        self._twice(found, self._job(found, {}, None))

    def twice(
        self, found: Found, models: Mapping[str, Manifest], inputs: Mapping[str, Any]
    ) -> Answer:
        """What a demo shows, the same in two different worlds; else `Stopped`."""
        return self._twice(found, self._job(found, models, inputs))

    def once(
        self,
        found: Found,
        models: Mapping[str, Manifest],
        inputs: Mapping[str, Any],
        most: int | None = None,
    ) -> str:
        """What it shows, in ``most`` frames at most; else `Stopped`."""
        job = replace(self._job(found, models, inputs), most=most)
        # Its clock is ahead each time it is asked: a demo that paces its frames shows each.
        answer = self.runners.once(job, 1, PARTS)
        if "error" in answer:
            raise self._stopped(found, job, answer["error"])
        return str(answer["html"])

    def _job(
        self, found: Found, models: Mapping[str, Manifest], inputs: Mapping[str, Any] | None
    ) -> Job:
        key = (found.name, found.digest, *(manifest.key for manifest in models.values()))
        if key not in self._files:
            left_out = given_otherwise([found], {m.model: m for m in models.values()})
            files = dict(entries([found], left_out))
            self._files[key] = digest(sorted(files.items())), files
        tree = self.runners.tree(*self._files[key])
        wheels = [
            (str(self.store.path(wheel.sha256).resolve()), wheel.modules) for wheel in found.wheels
        ]
        texts = {parameter: manifest.json() for parameter, manifest in models.items()}
        return Job(found.name, tree, found.shared, wheels, texts, inputs)

    def _twice(self, found: Found, job: Job) -> Answer:
        first, second = self.runners.twice(job, PARTS)
        for answer in (first, second):
            if "error" in answer:
                raise self._stopped(found, job, answer["error"])
        if (change := moved(first, second)) is not None:
            raise self._unsteady(found, job, first, change, self._cause(job, first))
        key = (found.name, found.digest)
        if job.inputs is not None and key not in self._again:
            self._again.add(key)
            again = self.runners.once(job)
            if "error" not in again and (change := moved(first, again)) is not None:
                raise self._unsteady(found, job, first, change, "left")
        return first

    def _unsteady(self, found: Found, job: Job, first: Answer, change: str, cause: str) -> Stopped:
        what, advice = CAUSES[cause]
        file, line = place(found.files, cause) or found.begins
        told = (
            "is not the same each time it is loaded"
            if job.inputs is None
            else ("does not show the same each time")
        )
        return Stopped(told, f"{change}; it hangs on {what}", advice, file, line)

    def _cause(self, job: Job, first: Answer) -> str:
        """What a result hangs on: a key of `CAUSES`."""

        def other(*parts: str, which: int = 1) -> bool:
            answer = self.runners.once(job, which, parts, fresh=True)
            return "error" in answer or moved(first, answer) is not None

        if not other():
            return next((part for part in PARTS if other(part)), "")
        if not other(which=0):
            return "hash"
        again = self.runners.once(job, 0, fresh=True)
        once_more = self.runners.once(job, 0, fresh=True)
        same = "error" not in again and "error" not in once_more
        return "left" if same and moved(again, once_more) is None else ""

    def _stopped(self, found: Found, job: Job, error: Mapping[str, Any]) -> Stopped:
        file, line = found.begins
        if error["place"] and Path(error["place"][0]).is_relative_to(job.tree / "demos"):
            path, line = error["place"]
            file = found.folder.parent / Path(path).relative_to(job.tree / "demos")
        choices = error.get("choices", "") or _HINTS.get(error.get("kind", ""), "")
        cause = error["cause"]
        if error.get("refused"):
            return Stopped("can't run in a browser", f"it {cause}", choices, file, line)
        if error.get("stuck"):
            return Stopped("does not end", cause, choices, file, line)
        if missing := _missing(found, job, error.get("missing")):
            cause = f"{missing} is there, but does not go to the browser"
            choices = (
                "Hidden files, caches, expected.html and what only model.py or train.py names stay "
                "here: name it in demo.py as well."
            )
        return Stopped("stopped", cause, choices, file, line)


def _missing(found: Found, job: Job, missing: str | None) -> str:
    """A file that a demo looks for, where it is in its folder and was not shipped."""
    if missing is None or not Path(missing).is_relative_to(job.tree / "demos"):
        return ""
    inner = Path(missing).relative_to(job.tree / "demos")
    return f"demos/{inner.as_posix()}" if (found.folder.parent / inner).exists() else ""
