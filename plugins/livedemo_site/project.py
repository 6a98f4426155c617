"""A project: the folder with ``demos/``, and what becomes of it. Everything is found on demand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from livedemo.demo import Demo
from livedemo_export.ensure import Report
from livedemo_export.find import SHARED
from livedemo_export.manifest import Manifest
from livedemo_export.store import Store
from livedemo_export.words import nearest

from livedemo_site.assets.plan import PLACE, Plan, code, plan
from livedemo_site.assets.runtime import FOLDER, NoRuntime, Runtime
from livedemo_site.demos.discovery import ROOM, Demos, Found, place, told
from livedemo_site.demos.wheels import Wheels
from livedemo_site.diagnostics import Diagnostic, Diagnostics, Mistake, box
from livedemo_site.figures import listed
from livedemo_site.figures.addresses import address
from livedemo_site.figures.figure import render_figure
from livedemo_site.figures.page import page, page_path
from livedemo_site.figures.prerender import Prerender
from livedemo_site.models.ort_model import OrtModel
from livedemo_site.models.registry import Models, fault, gone


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

    @property
    def demos(self) -> Mapping[str, Found]:
        """All demos by name, those with mistakes too."""
        return self._demos.found

    def show(self, path: Path) -> str:
        """A path as an author knows it: relative to the project's root."""
        inside = path.is_relative_to(self.root)
        return (path.relative_to(self.root) if inside else path).as_posix()

    def models(self, progress: Report | None = None) -> Mapping[str, Manifest]:
        """The manifests of all models that demos name, exported where the store lacks them."""
        demos = [found.demo for found in self.demos.values() if found.demo]
        names = {model for demo in demos for model in demo.models.values()}
        return self._models.ensure(names, progress)

    @property
    def shared(self) -> dict[str, Path]:
        """The folders of the models that demos may share, by name."""
        files = sorted((self.root / SHARED).glob("*/model.py"))
        return {file.parent.name: file.parent for file in files}

    def manifests(self, names: Iterable[str], here: Diagnostic) -> dict[str, Manifest]:
        """Of any models, exported where the store lacks them, or a `Mistake` at ``here``."""
        names = list(names)
        found, errors = self._models.ensure(names, None), self._models.errors
        if wrong := [gone(errors[name], here) for name in names if name in errors]:
            raise Mistake(*wrong)
        return {name: found[name] for name in names}

    def open(self, demo: Demo) -> dict[str, OrtModel]:
        """The models of a demo that can run, by parameter."""
        self.models()
        return {parameter: self._models[name] for parameter, name in demo.models.items()}

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
        errors = (self._models.errors.get(model) for model in found.demo.models.values())
        file = found.folder / "demo.py"
        return tuple(fault(error, file, self.show) for error in errors if error)

    # Figures

    def usable(self, name: str, here: Diagnostic) -> tuple[Found, Demo]:
        """The demo ``name``, or a `Mistake` at ``here``."""
        found = self.demos.get(name)
        if found is None:
            cause = f'no demo "{name}"'
            raise Mistake(replace(here, cause=cause, choices=nearest(name, self.demos)))
        if faults := self._faults(found):
            self.diagnostics.add(*faults)
            causes = (f'demo "{name}" can\'t run: {d.place}: {d.cause}' for d in faults)
            raise Mistake(
                *(
                    replace(d, path=here.path, line=here.line, cause=c)
                    for d, c in zip(faults, causes, strict=True)
                )
            )
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
        """The figure's HTML for a page at ``url``, or a `Mistake` at ``here``.

        Its ``id`` is the demo's name where left out.
        """
        found, demo = self.usable(name, here)
        models = self.open(demo)
        keys = {key: model.manifest.key for key, model in models.items()}

        def html(wanted: Mapping[str, Any]) -> str:
            return self._prerender.frame(demo, found.digest, wanted, models, keys).html

        try:
            result = html(inputs)
        except Exception as error:
            at = place(found.folder, error) or (found.folder / "demo.py", 1)
            there = replace(here, path=self.show(at[0]), line=at[1])
            where = "" if own_page else f" at {there.place}"
            cause = f'demo "{name}" stopped{where}: {told(error)}'
            raise Mistake(replace(there if own_page else here, cause=cause)) from error
        if self.dry:
            return ""
        ahead = self._list(found, demo, inputs, html)
        try:
            app, size = self.app, self.plan.sizes[name]
        except NoRuntime as error:
            raise Mistake(replace(here, cause=str(error))) from None
        specs = [model.spec for model in models.values()]
        return render_figure(
            demo,
            name,
            inputs,
            result,
            id=id or name,
            app_url=address(app, url),
            listed_url=address(f"{PLACE}/{ahead}", url) if ahead else "",
            page_url="" if own_page else address(f"{ROOM}/{name}/", url),
            caption_html=caption,
            models=list({spec["model"]: spec for spec in specs}.values()),
            wheels=found.wheels,
            bytes=size,
            own_page=own_page,
        )

    def _list(
        self,
        found: Found,
        demo: Demo,
        inputs: Mapping[str, Any],
        html: Callable[[Mapping[str, Any]], str],
    ) -> str:
        """The file of the figure's listed states, "" where there is none, or a `Mistake`.

        ``html`` gives the result for some inputs.
        """
        here = Diagnostic(self.show(found.folder / "demo.py"), 1, "")
        state: Mapping[str, Any] = inputs

        def noted(wanted: Mapping[str, Any]) -> str:
            nonlocal state
            state = wanted
            return html(wanted)

        try:
            data = listed.listed(demo, inputs, noted)
        except listed.TooMuch as error:
            wanted = "List fewer controls, or give the demo a larger budget (in bytes)."
            raise Mistake(replace(here, cause=str(error), choices=wanted)) from None
        except Exception as error:
            at = place(found.folder, error) or (found.folder / "demo.py", 1)
            given = ", ".join(f"{key}={value!r}" for key, value in state.items())
            cause = f'demo "{found.name}" stopped with {given}: {told(error)}'
            raise Mistake(replace(here, path=self.show(at[0]), line=at[1], cause=cause)) from error
        return f"{listed.FOLDER}/{self.store.put(data)}{listed.ENDING}" if data else ""

    # Files

    @property
    def code(self) -> str:
        """The folder of the page's code, from the site's root. `NoRuntime` as for `plan`."""
        return f"{PLACE}/{code(Runtime(self.runtime))[0]}"

    @property
    def app(self) -> str:
        """The file that tells a page about its figures, from the site's root."""
        return f"{PLACE}/{self.plan.app}"

    @property
    def plan(self) -> Plan:
        """The files of the site. `NoRuntime` where the browser's runtime is missing."""
        if self._plan is None:
            working = [found for found in self.demos.values() if not self._faults(found)]
            graphs = {found.name: self._graphs(found) for found in working}
            self._plan = plan(working, self.models(), graphs, self.store, Runtime(self.runtime))
        return self._plan

    def _graphs(self, found: Found) -> dict[str, list[str]]:
        """The graphs of each model that a demo runs by itself; none where it fails."""
        demo = found.demo
        assert demo is not None
        models = self.open(demo)
        keys = {key: model.manifest.key for key, model in models.items()}
        try:
            return self._prerender.graphs(demo, found.digest, demo.defaults, models, keys)
        except Exception:  # told where its figure is made
            return {parameter: [] for parameter in models}

    def pages(self, site_name: str, lang: str = "en") -> Iterator[tuple[str, str]]:
        """The path and the HTML of each demo's own page; none for one that can't run."""
        folder = code(Runtime(self.runtime))[0]
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
            html = page(name, found.demo, figure, element=folder, site_name=site_name, lang=lang)
            yield path, html

    def write(self, site: Path, site_name: str, lang: str = "en") -> None:
        """Put assets and the demos' pages into a built site."""
        for path, html in self.pages(site_name, lang):
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(html, encoding="utf-8")
        self.plan.write(site, self._lists(site))

    def _lists(self, site: Path) -> dict[str, bytes | Path]:
        """The files of listed states that the site's pages name, whoever rendered them."""
        name = rf"{listed.FOLDER}/([0-9a-f]{{64}}){re.escape(listed.ENDING)}"
        pattern = re.compile(rf"{PLACE}/({name})")
        files: dict[str, bytes | Path] = {}
        for page_file in site.rglob("*.html"):
            for path, digest in pattern.findall(page_file.read_text(encoding="utf-8")):
                if self.store.path(digest).is_file():
                    files[path] = self.store.path(digest)
        return files
