"""What a project's demos show: run once, kept, and an error told at the author's own line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from livedemo.demo import Demo

from livedemo_site.demos.discovery import Found, one_line, place
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.fences.inputs import plain, values_of
from livedemo_site.figures import listed
from livedemo_site.figures.figure import controls_of
from livedemo_site.figures.leads import Lead, leads
from livedemo_site.figures.trials import FRAMES, told, trials
from livedemo_site.pictures.thumbnail import thumbnail
from livedemo_site.project import Project
from livedemo_site.runs.runs import Stopped


@dataclass(frozen=True)
class Run:
    """A demo that can run, and the keys of its models by parameter."""

    found: Found
    demo: Demo
    keys: Mapping[str, str]


class Results:
    """The results of a project's demos."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, found: Found) -> Run:
        """A demo whose models are there."""
        assert found.demo is not None
        manifests = self.project.models()
        keys = {key: manifests[model].identity for key, model in found.demo.models.items()}
        return Run(found, found.demo, keys)

    def html(self, run: Run, inputs: Mapping[str, Any]) -> str:
        """What a demo shows; `Stopped` where it shows nothing, or something else each time."""
        return str(self._result(run, inputs)["html"])

    def _result(self, run: Run, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        project = self.project

        def make() -> Mapping[str, Any]:
            return project.runs.twice(run.found, project.manifests_of(run.demo), inputs)

        return project.kept.result(run.found.digest, inputs, run.keys, make)

    def shown(self, run: Run, inputs: Mapping[str, Any], here: Diagnostic, own_page: bool) -> str:
        """The same; a `Mistake` ``here``, or at the demo's own line where it shows itself."""
        name = run.found.name
        try:
            controls_of(run.demo, inputs, self.project.sentences)
        except Exception as error:
            file, line = place(run.found.folder, error) or run.found.begins
            stopped = Stopped("stopped", one_line(error), "", file, line)
            raise Mistake(self._stops(run.found, stopped)) from error
        try:
            html = self.html(run, inputs)
        except Stopped as error:
            there = self._stops(run.found, error)
            if own_page:
                raise Mistake(there) from error
            cause = error.sentence(name, at=there.place)
            try:
                self.html(run, run.demo.defaults)
            except Stopped as plain:  # with nothing set it stops as well: the fence is right
                same = self._stops(run.found, plain)
                origin = same if same == there else None
            else:
                origin = None
            raise Mistake(
                replace(here, cause=cause, choices=error.choices, origin=origin)
            ) from error
        self._followed(run.found, leads(html))
        return html

    def tried(self, run: Run, whole: bool = False) -> None:
        """Try both ends of every control, once for a demo as it stands; `Mistake`.

        ``whole``: to the end; a stream's first frames are enough where many are tried.
        """
        most = None if whole else FRAMES
        manifests = self.project.manifests_of(run.demo)

        def each() -> list[Lead]:
            found: set[Lead] = set()
            for inputs in trials(run.demo):
                try:
                    html = self.project.runs.once(run.found, manifests, inputs, most)
                except Stopped as error:
                    raise Mistake(self._stops(run.found, error, told(run.demo, inputs))) from error
                found.update(leads(html))
            return sorted(found)

        # Where they lead is looked at anew in each build: the demo there may be another by now.
        found = self.project.kept.done(f"trials {most}", run.found.digest, run.keys, each)
        self._followed(run.found, [Lead(*lead) for lead in found])

    def _followed(self, found: Found, which: Iterable[Lead]) -> None:
        """Raises `Mistake`, at the demo that leads there, where a link can't be followed."""
        file, line = found.begins
        here = Diagnostic(self.project.show(file), line, "")
        chosen = self.project.chosen
        for lead in which:
            if chosen and lead.demo not in chosen:
                continue  # of those that are left out nothing is known
            _, demo = self.project.usable(lead.demo, here)
            texts = {key: plain(value) for key, value in json.loads(lead.sets).items()}
            values_of(demo, lead.demo, texts, dict.fromkeys(texts, here).__getitem__)

    def listing(self, run: Run, inputs: Mapping[str, Any], result: str) -> str:
        """The digest of the file of listed states around ``inputs``, "" for none, or a `Mistake`.

        ``result`` is what the figure shows for ``inputs``.
        """

        def make() -> bytes | None:
            return self._list(run, inputs, result)

        store = self.project.store
        return self.project.kept.listing(run.found.digest, inputs, run.keys, store, make)

    def picture(self, run: Run, inputs: Mapping[str, Any], sheets: Sequence[str]) -> str:
        """The digest of the picture of what a demo shows, "" for none; `Stopped` as `html`."""
        html, kept = self.html(run, inputs), self.project.kept
        return kept.picture(
            run.found.digest,
            inputs,
            run.keys,
            sheets,
            self.project.store,
            lambda: thumbnail(html, sheets),
        )

    def graphs(self, run: Run) -> Mapping[str, Sequence[str]]:
        """The graphs of each model that a demo runs by itself; none where it fails."""
        demo = run.demo
        if not demo.models:
            return {}
        try:
            found: Mapping[str, Sequence[str]] = self._result(run, demo.defaults)["graphs"]
            return found
        except Stopped:  # told where its figure is made
            return {parameter: [] for parameter in demo.models}

    def _stops(self, found: Found, error: Stopped, given: str = "") -> Diagnostic:
        """What stops a demo, at its own line."""
        cause = error.sentence(found.name, given=given)
        return Diagnostic(self.project.show(error.file), error.line, cause, error.choices)

    def _list(self, run: Run, inputs: Mapping[str, Any], result: str) -> bytes | None:
        here = Diagnostic(self.project.show(run.found.folder / "demo.py"), 1, "")
        state: Mapping[str, Any] = inputs

        def noted(wanted: Mapping[str, Any]) -> str:
            nonlocal state
            state = wanted
            return self.html(run, wanted)

        try:
            return listed.listed(run.demo, inputs, result, noted)
        except listed.TooMuch as error:
            wanted = "List fewer controls, or give the demo a larger budget (in bytes)."
            raise Mistake(replace(here, cause=str(error), choices=wanted)) from None
        except Stopped as error:
            given = ", ".join(f"{key}={value!r}" for key, value in state.items())
            raise Mistake(self._stops(run.found, error, given)) from error
