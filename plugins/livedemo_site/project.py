"""A project: the folder with ``demos/``, and what becomes of it. Everything is found on demand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from livedemo.demo import Demo
from livedemo_export.ensure import ModelError, Report
from livedemo_export.find import SHARED
from livedemo_export.manifest import Manifest
from livedemo_export.prune import tidy
from livedemo_export.store import Store, Unwritable
from livedemo_export.words import nearest

from livedemo_site.assets.plan import PLACE, Code, Plan, code, plan
from livedemo_site.assets.runtime import FOLDER, NoRuntime, Runtime
from livedemo_site.demos.discovery import ROOM, Demos, Found, place, told
from livedemo_site.demos.wheels import Wheels
from livedemo_site.diagnostics import Diagnostic, Diagnostics, Mistake, box
from livedemo_site.figures import listed
from livedemo_site.figures.addresses import address
from livedemo_site.figures.figure import render_figure
from livedemo_site.figures.page import page, page_path
from livedemo_site.figures.prerender import Prerender
from livedemo_site.figures.waiting import Waiting
from livedemo_site.models.exports import Exports
from livedemo_site.models.registry import Models, fault, follows, naming
from livedemo_site.models.spec import spec_of

if TYPE_CHECKING:
    from livedemo_site.models.ort_model import OrtModel


class Project:
    """Demos, their models, the files they need, and the figures made from them.

    Attributes:
        diagnostics: every mistake found since the last `refresh`.
        runtime: the folder of what was vendored for the browser.
        dry: run the demos, but make no figures: for checking without a browser's runtime.
    """

    _known: ClassVar[dict[Path, Project]] = {}

    def __init__(self, root: Path) -> None:
        self.root = root
        self.diagnostics = Diagnostics()
        self.store = Store.open(root)
        self.runtime = FOLDER
        self.dry = False
        self._demos = Demos(root, Wheels(self.store))
        self._prerender = Prerender(self.store.folder / "results")
        self._models = Models(root, self.store)
        self._plan: Plan | None = None
        self._halted: Unwritable | None = None

    @classmethod
    def at(cls, root: Path) -> Project:
        """The one project at ``root``, as it was at its last `refresh`."""
        if root not in cls._known:
            cls._known[root] = cls(root)
        return cls._known[root]

    def refresh(self) -> None:
        """See what changed on disk, and forget all mistakes."""
        self.diagnostics.clear()
        self._demos.refresh()
        self._models.refresh()
        self._plan = None
        self._halted = None

    @property
    def demos(self) -> Mapping[str, Found]:
        """All demos by name, those with mistakes too."""
        return self._demos.found

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

    def stop(self) -> None:
        """End what is being exported in the background."""
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
        self._wait_for(names)
        return {name: found[name] for name in names}

    def _wait_for(self, names: Iterable[str]) -> None:
        """Raise `Waiting` where one of these models is still being exported."""
        waiting = self._models.waiting
        if news := [waiting[name] for name in dict.fromkeys(names) if name in waiting]:
            raise Waiting(*news)

    def open(self, demo: Demo) -> dict[str, OrtModel]:
        """The models of a demo that can run, by parameter."""
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
            self.diagnostics.add(*self._faults(found))

    def _faults(self, found: Found) -> tuple[Diagnostic, ...]:
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

    def _fault(self, error: ModelError, asked: Diagnostic) -> Diagnostic:
        return fault(error, self.root, self.show, asked)

    # Figures

    def usable(self, name: str, here: Diagnostic) -> tuple[Found, Demo]:
        """The demo ``name``, or a `Mistake` at ``here``."""
        found = self.demos.get(name)
        if found is None:
            cause = f'no demo "{name}"'
            raise Mistake(replace(here, cause=cause, choices=nearest(name, self.demos)))
        if faults := self._faults(found):
            raise Mistake(*(follows(each, f'demo "{name}" can\'t run', here) for each in faults))
        assert found.demo is not None
        return found, found.demo

    def figure(
        self,
        name: str,
        inputs: Mapping[str, Any],
        here: Diagnostic,
        url: str | None,
        caption: str = "",
        id: str = "",
        own_page: bool = False,
    ) -> str:
        """The figure's HTML for a page at ``url``, or a `Mistake` at ``here``, or `Waiting`.

        Its ``id`` is the demo's name where left out.
        """
        found, demo = self.usable(name, here)
        self._wait_for(demo.models.values())
        manifests = self.models()
        keys = {key: manifests[model].key for key, model in demo.models.items()}

        def html(wanted: Mapping[str, Any]) -> str:
            models = partial(self.open, demo)
            return self._prerender.frame(demo, found.digest, wanted, keys, models).html

        def listing() -> bytes | None:
            return self._list(found, demo, inputs, result, html)

        try:
            result = html(inputs)
        except Unwritable:
            raise
        except Exception as error:
            there = self._stops(found, error)
            if own_page:
                raise Mistake(there) from error
            cause = f'demo "{name}" stopped at {there.place}: {told(error)}'
            try:
                html(demo.defaults)
            except Exception as plain:  # with nothing set it stops as well: the fence is right
                same = self._stops(found, plain)
                origin = same if same == there else None
            else:
                origin = None
            raise Mistake(replace(here, cause=cause, origin=origin)) from error
        if self.dry:
            return ""
        ahead = self._prerender.listing(found.digest, inputs, keys, self.store, listing)
        try:
            app, size = self.app, self.plan.sizes[name]
        except NoRuntime as error:
            raise Mistake(replace(here, cause=str(error))) from None
        return render_figure(
            demo,
            name,
            inputs,
            result,
            id=id or name,
            app_url=address(app, url),
            listed_url=address(f"{PLACE}/{listed.path(ahead)}", url) if ahead else "",
            page_url="" if own_page else address(f"{ROOM}/{name}/", url),
            caption_html=caption,
            models=[spec_of(manifests[model]) for model in dict.fromkeys(demo.models.values())],
            wheels=found.wheels,
            bytes=size,
            own_page=own_page,
        )

    def _stops(self, found: Found, error: Exception) -> Diagnostic:
        """An error of a demo's own, where it was raised."""
        file, line = place(found.folder, error) or (found.folder / "demo.py", 1)
        return Diagnostic(self.show(file), line, f'demo "{found.name}" stopped: {told(error)}')

    def _list(
        self,
        found: Found,
        demo: Demo,
        inputs: Mapping[str, Any],
        result: str,
        html: Callable[[Mapping[str, Any]], str],
    ) -> bytes | None:
        """The file of the figure's listed states, None where it has none, or a `Mistake`.

        ``result`` is what the figure shows for ``inputs``; ``html`` gives it for any others.
        """
        here = Diagnostic(self.show(found.folder / "demo.py"), 1, "")
        state: Mapping[str, Any] = inputs

        def noted(wanted: Mapping[str, Any]) -> str:
            nonlocal state
            state = wanted
            return html(wanted)

        try:
            return listed.listed(demo, inputs, result, noted)
        except listed.TooMuch as error:
            wanted = "List fewer controls, or give the demo a larger budget (in bytes)."
            raise Mistake(replace(here, cause=str(error), choices=wanted)) from None
        except Unwritable:
            raise
        except Exception as error:
            at = place(found.folder, error) or (found.folder / "demo.py", 1)
            given = ", ".join(f"{key}={value!r}" for key, value in state.items())
            cause = f'demo "{found.name}" stopped with {given}: {told(error)}'
            raise Mistake(replace(here, path=self.show(at[0]), line=at[1], cause=cause)) from error

    # Files

    @property
    def code(self) -> str:
        """The folder of the page's code, from the site's root. `NoRuntime` as for `plan`."""
        return f"{PLACE}/{self._code[0]}"

    @property
    def _code(self) -> Code:
        """With what all demos bring that can be loaded, be their models there or not."""
        return code(Runtime(self.runtime), (f for f in self.demos.values() if f.demo))

    @property
    def app(self) -> str:
        """The file that tells a page about its figures, from the site's root."""
        return f"{PLACE}/{self.plan.app}"

    @property
    def plan(self) -> Plan:
        """The files of the site. `NoRuntime` where the browser's runtime is missing."""
        if self._plan is None:
            manifests = self.models()
            working = [
                found
                for found in self.demos.values()
                if found.demo and manifests.keys() >= set(found.demo.models.values())
            ]
            runtime = Runtime(self.runtime)
            graphs = {found.name: self._graphs(found, manifests) for found in working}
            self._plan = plan(working, manifests, graphs, self.store, runtime, self._code)
        return self._plan

    def _graphs(
        self, found: Found, manifests: Mapping[str, Manifest]
    ) -> Mapping[str, Sequence[str]]:
        """The graphs of each model that a demo runs by itself; none where it fails."""
        demo = found.demo
        assert demo is not None
        keys = {key: manifests[model].key for key, model in demo.models.items()}
        models = partial(self.open, demo)
        try:
            return self._prerender.graphs(demo, found.digest, demo.defaults, keys, models)
        except Unwritable:
            raise
        except Exception:  # told where its figure is made
            return {parameter: [] for parameter in demo.models}

    def pages(self, site_name: str, lang: str = "en") -> Iterator[tuple[str, str]]:
        """The path and the HTML of each demo's own page; none for one that can't run."""
        folder, _ = self._code
        for name, found in self.demos.items():
            if found.demo is None or self._faults(found):
                continue
            here = Diagnostic(self.show(found.folder / "demo.py"), 1, "")
            path = page_path(name)
            try:
                figure = self.figure(name, found.demo.defaults, here, path, own_page=True)
            except Mistake as mistake:
                self.diagnostics.add(*mistake.diagnostics)
                figure = box(mistake.diagnostics)
            except Waiting as waiting:
                figure = waiting.box(name)
            html = page(name, found.demo, figure, element=folder, site_name=site_name, lang=lang)
            yield path, html

    def write(self, site: Path, site_name: str, lang: str = "en") -> None:
        """Put assets and the demos' pages into a built site, which is the end of a build."""
        for path, html in self.pages(site_name, lang):
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(html, encoding="utf-8")
        self.plan.write(site, self._lists(site))
        tidy(self.store)  # now that the build has marked what it uses

    def _lists(self, site: Path) -> dict[str, bytes | Path]:
        """The files of listed states that the site's pages name, whoever rendered them."""
        pattern = re.compile(f"{PLACE}/({listed.path('([0-9a-f]{64})').replace('.', '[.]')})")
        files: dict[str, bytes | Path] = {}
        for page_file in site.rglob("*.html"):
            for path, digest in pattern.findall(page_file.read_text(encoding="utf-8")):
                if self.store.path(digest).is_file():
                    files[path] = self.store.path(digest)
        return files
