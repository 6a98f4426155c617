"""What a project's demos show: run once, kept, and an error told at the author's own line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from livedemo.demo import Demo
from livedemo_export.store import Unwritable

from livedemo_site.demos.discovery import Found, one_line, place
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.figures import listed
from livedemo_site.figures.figure import controls_of
from livedemo_site.figures.prerender import Prerender
from livedemo_site.project import Project


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
        self.kept = Prerender(project.store.folder / "results")

    def of(self, found: Found) -> Run:
        """A demo whose models are there."""
        assert found.demo is not None
        manifests = self.project.models()
        keys = {key: manifests[model].identity for key, model in found.demo.models.items()}
        return Run(found, found.demo, keys)

    def html(self, run: Run, inputs: Mapping[str, Any]) -> str:
        """What a demo shows; whatever it raises."""
        models = partial(self.project.open, run.demo)
        return self.kept.frame(run.demo, run.found.digest, inputs, run.keys, models).html

    def shown(self, run: Run, inputs: Mapping[str, Any], here: Diagnostic, own_page: bool) -> str:
        """The same; a `Mistake` ``here``, or at the demo's own line where it shows itself."""
        try:
            controls_of(run.demo, inputs)
        except Exception as error:
            raise Mistake(self._stops(run.found, error)) from error
        try:
            return self.html(run, inputs)
        except Unwritable:
            raise
        except Exception as error:
            there = self._stops(run.found, error)
            if own_page:
                raise Mistake(there) from error
            cause = f'demo "{run.found.name}" stopped at {there.place}: {one_line(error)}'
            try:
                self.html(run, run.demo.defaults)
            except Exception as plain:  # with nothing set it stops as well: the fence is right
                same = self._stops(run.found, plain)
                origin = same if same == there else None
            else:
                origin = None
            raise Mistake(replace(here, cause=cause, origin=origin)) from error

    def listing(self, run: Run, inputs: Mapping[str, Any], result: str) -> str:
        """The digest of the file of listed states around ``inputs``, "" for none, or a `Mistake`.

        ``result`` is what the figure shows for ``inputs``.
        """

        def make() -> bytes | None:
            return self._list(run, inputs, result)

        store = self.project.store
        return self.kept.listing(run.found.digest, inputs, run.keys, store, make)

    def graphs(self, run: Run) -> Mapping[str, Sequence[str]]:
        """The graphs of each model that a demo runs by itself; none where it fails."""
        demo = run.demo
        if not demo.models:
            return {}
        models = partial(self.project.open, demo)
        try:
            return self.kept.graphs(demo, run.found.digest, demo.defaults, run.keys, models)
        except Unwritable:
            raise
        except Exception:  # told where its figure is made
            return {parameter: [] for parameter in demo.models}

    def _stops(self, found: Found, error: Exception) -> Diagnostic:
        """An error of a demo's own, where it was raised."""
        begins = found.demo.function.__code__.co_firstlineno if found.demo else 1
        file, line = place(found.folder, error) or (found.folder / "demo.py", begins)
        cause = f'demo "{found.name}" stopped: {one_line(error)}'
        return Diagnostic(self.project.show(file), line, cause)

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
        except Unwritable:
            raise
        except Exception as error:
            at = self._stops(run.found, error)
            given = ", ".join(f"{key}={value!r}" for key, value in state.items())
            cause = f'demo "{run.found.name}" stopped with {given}: {one_line(error)}'
            raise Mistake(replace(at, cause=cause)) from error
