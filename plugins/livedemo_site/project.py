"""A project: the folder with ``demos/``. Its demos and models, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from livedemo.demo import Demo
from livedemo_export.ensure import NoModel, Report
from livedemo_export.find import SHARED
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store, Unwritable
from livedemo_export.suggest import nearest

from livedemo_site.demos.discovery import ROOM, Demos, Found
from livedemo_site.demos.wheels import Wheels
from livedemo_site.diagnostics import Diagnostic, Diagnostics, Mistake, log
from livedemo_site.figures.prerender import Prerender
from livedemo_site.figures.waiting import Waiting
from livedemo_site.models.exports import Exports
from livedemo_site.models.registry import Models, fault, follows, naming
from livedemo_site.runs.runs import Runs, Stopped
from livedemo_site.sentences import CatalogueError, Sentences, languages, load

if TYPE_CHECKING:
    from livedemo_site.models.ort_model import OrtModel


class UnknownDemo(Exception):
    """A name that no demo has; the message gives the choices."""


class Project:
    """Demos and their models, found on demand; `livedemo_site.site` is what is made of them.

    Attributes:
        diagnostics: every mistake found since the last `refresh`.
        runs: runs the demos.
        kept: what they showed.
        sentences: what figures say to readers, in the site's language.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.diagnostics = Diagnostics()
        self.sentences = Sentences()
        self.store = Store.open(root)
        self.runs = Runs(self.store)
        self.kept = Prerender(self.store.folder / "results")
        self._demos = Demos(root, Wheels(self.store), self._loads)
        self._models = Models(root, self.store)
        self._halted: Unwritable | None = None
        self.chosen: tuple[str, ...] = ()

    def choose(self, names: Iterable[str]) -> None:
        """From now on have these demos only; no other's models are needed. All for no names.

        `UnknownDemo` for a name that none has.
        """
        for name in names:
            if name not in self._demos.found:
                known = nearest(name, self._demos.found)
                raise UnknownDemo(f'there is no demo "{name}". {known}')
        self.chosen = tuple(dict.fromkeys(names))

    def _loads(self, found: Found) -> Diagnostic | None:
        """Why a demo can't be loaded, as it goes to the browser."""
        try:
            self.kept.done("load", found.digest, {}, lambda: self.runs.loads(found))
        except Stopped as error:
            cause = error.sentence(found.name)
            if error.what == "stopped":
                cause = f"the demo can't be loaded: {error.cause}"
            return Diagnostic(self.show(error.file), error.line, cause, error.choices)
        return None

    def limit(self, seconds: float) -> None:
        """The most processor time that a run of a demo, or a model's build(), may take."""
        self.runs.runners.limit = self._models.limit = seconds

    def refresh(self) -> None:
        """See what changed on disk, and forget all mistakes."""
        self.diagnostics.clear()
        self._demos.refresh()
        self._models.refresh()
        self._halted = None

    @property
    def demos(self) -> Mapping[str, Found]:
        """All demos by name, those with mistakes too; where some are ``chosen``, these only."""
        found = self._demos.found
        return {n: found[n] for n in self.chosen if n in found} if self.chosen else found

    def speak(self, language: str, own: Path | None = None, asked: bool = True) -> None:
        """Have figures speak a language, with an author's ``own`` sentences over the catalogue's.

        What is wrong with them is recorded; so is a language without a catalogue, if ``asked`` for
        and not just the page's own.
        """
        name = self.show(own) if own else "language"
        try:
            self.sentences = Sentences(language, load(own) if own else None, name)
        except CatalogueError as error:
            self.sentences = Sentences(language)
            self.diagnostics.add(Diagnostic(name, 0, str(error).removeprefix(f"{name}: ")))
            return
        lacking = self.sentences.lacking
        if lacking and own:
            cause = f"figures say some sentences in English, not in {language!r}"
            self.diagnostics.add(Diagnostic(name, 0, cause, f"It lacks: {', '.join(lacking)}."))
        elif lacking:
            known = f"There are sentences in {', '.join(languages())}; others come from a file."
            unknown = Diagnostic("language", 0, f"figures speak English, not {language!r}", known)
            if asked:
                self.diagnostics.add(unknown)
            else:  # a page in any language is no mistake of its author's
                log.warning("livedemo: %s", unknown)

    def show(self, path: Path) -> str:
        """A path as an author knows it: relative to the project's root."""
        inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if inside else path).as_posix()

    def serve(
        self, bar: Callable[[], AbstractContextManager[Report]], changed: Callable[[], None]
    ) -> None:
        """From now on, export in the background; see `Exports`. Figures wait in a box."""
        if self._models.exports is None:
            self._models.exports = Exports(self.root, bar, changed)

    @property
    def serves(self) -> bool:
        """Whether pages are being served, where an answer in time is worth more than a check."""
        return self._models.exports is not None

    def stop(self) -> None:
        """End what goes on in the background."""
        self.runs.runners.close()
        if self._models.exports:
            self._models.exports.stop()

    def models(self, progress: Report | None = None) -> Mapping[str, Manifest]:
        """The manifests of all models that demos name, exported where the store lacks them."""
        demos = [found.demo for found in self.demos.values() if found.demo]
        names = {model for demo in demos for model in demo.models.values()}
        return self._ensure(names, progress)

    def _ensure(
        self, names: Iterable[str], progress: Report | None = None
    ) -> Mapping[str, Manifest]:
        if self._halted:  # until the next refresh: the disk is not asked again for each figure
            raise self._halted
        try:
            return self._models.ensure(names, progress)
        except Unwritable as error:
            self._halted = error
            raise

    @property
    def shared(self) -> dict[str, Path]:
        """The folders of the models that demos may share, by name."""
        files = sorted((self.root / SHARED).glob("*/model.py"))
        return {file.parent.name: file.parent for file in files}

    def manifests(self, names: Iterable[str], here: Diagnostic) -> dict[str, Manifest]:
        """Of any models, exported where the store lacks them, or a `Mistake` at ``here``.

        `Waiting` where they are being exported in the background.
        """
        names = list(names)
        found, errors = self._ensure(names), self._models.errors
        faults = [self._fault(errors[name], here) for name in names if name in errors]
        if faults:
            raise Mistake(*(follows(each, "this list lacks a model", here) for each in faults))
        self.wait_for(names)
        return {name: found[name] for name in names}

    def wait_for(self, names: Iterable[str]) -> None:
        """Raise `Waiting` where one of these models is still being exported."""
        waiting = self._models.waiting
        if news := [waiting[name] for name in dict.fromkeys(names) if name in waiting]:
            raise Waiting(*news)

    def manifests_of(self, demo: Demo) -> dict[str, Manifest]:
        """The manifests of the models of a demo that can run, by parameter."""
        manifests = self.models()
        return {parameter: manifests[name] for parameter, name in demo.models.items()}

    def open(self, demo: Demo) -> dict[str, OrtModel]:
        """The models of a demo that can run, by parameter, ready to run here."""
        self.models()
        return {parameter: self._models[name] for parameter, name in demo.models.items()}

    @property
    def halted(self) -> Unwritable | None:
        """Why nothing more can be made in this build."""
        return self._halted

    def halt(self, error: Unwritable) -> Mistake:
        """The store takes no more: one mistake, whatever else would need it."""
        self._halted = error
        folder = self.show(Path(error.folder))
        return Mistake(Diagnostic(folder, 0, error.cause, error.choices))

    # Mistakes of the demos themselves

    def check_demos(self) -> None:
        """Record what is wrong with demos and models, whether or not a page shows them."""
        for found in self.demos.values():
            self.diagnostics.add(*self.faults(found))

    def faults(self, found: Found) -> tuple[Diagnostic, ...]:
        """Why a demo can't run at all."""
        if found.demo is None:
            return found.mistakes
        self.models()
        file = found.folder / "demo.py"
        wrong = self._models.errors
        return tuple(
            self._fault(wrong[name], Diagnostic(self.show(file), naming(file, name), ""))
            for name in found.demo.models.values()
            if name in wrong
        )

    def _fault(self, error: NoModel, asked: Diagnostic) -> Diagnostic:
        return fault(error, self.root, self.show, asked)

    def usable(self, name: str, here: Diagnostic) -> tuple[Found, Demo]:
        """The demo ``name``, or a `Mistake` at ``here``."""
        found = self.demos.get(name)
        if found is None:
            cause = f'no demo "{name}"'
            if (folder := self.root / ROOM / name).is_dir():
                cause += f", since the folder {self.show(folder)} has no file demo.py"
            raise Mistake(replace(here, cause=cause, choices=nearest(name, self.demos)))
        if faults := self.faults(found):
            raise Mistake(*(follows(each, f'demo "{name}" can\'t run', here) for each in faults))
        assert found.demo is not None
        return found, found.demo
