"""What a site gets of a project: figures, the files that they need, and a page for each demo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from livedemo.demo import Demo
from livedemo_export.prune import tidy

from livedemo_site.assets.plan import PLACE, SHEET, Code, Plan, Source, code, plan
from livedemo_site.assets.runtime import FOLDER, NoRuntime, Runtime
from livedemo_site.assets.shared import shared_from
from livedemo_site.demos.discovery import ROOM
from livedemo_site.diagnostics import Diagnostic, Mistake, box
from livedemo_site.embeds import addresses as embeds
from livedemo_site.embeds.files import scripts, told
from livedemo_site.figures import listed
from livedemo_site.figures.addresses import address
from livedemo_site.figures.crossings import Crossings
from livedemo_site.figures.figure import line as inline
from livedemo_site.figures.figure import render_figure
from livedemo_site.figures.ids import apart
from livedemo_site.figures.page import OURS, page, plain, title_of
from livedemo_site.figures.results import Results
from livedemo_site.figures.waiting import Waiting
from livedemo_site.host import read
from livedemo_site.models.spec import spec_of
from livedemo_site.pictures import social, thumbnail
from livedemo_site.pictures.social import Social
from livedemo_site.project import Project
from livedemo_site.runs.runs import Stopped

_KEPT = (listed.path, thumbnail.path, social.path)  # files that are in the store, by digest


class Site:
    """Plans the files of a site, makes its figures, and writes what no page holds.

    Attributes:
        project: whose demos these are.
        results: what they show.
        runtime: the folder of what was vendored for the browser.
        dry: run the demos, but make no figures: for checking without a browser's runtime.
        home: the folder of the home page, from the site's root: where a site has several
            languages, each has a home and pages of the demos beside it.
        crossings: the figures on each page, for links from others.
        social: the site of the social pictures, None where pages get none.
        url: the site's whole address, ending in a slash; "" where it is not known.
        runtime_url: where the browser's runtime is, from the site's root, if not in the site: see
            `livedemo_site.assets.shared`.
    """

    _known: ClassVar[dict[Path, Site]] = {}

    def __init__(self, project: Project) -> None:
        self.project = project
        self.results = Results(project)
        self.runtime = FOLDER
        self.dry = False
        self.home = ""
        self.crossings = Crossings()
        self.runtime_url = ""
        self.social: Social | None = None
        self.url = ""
        self._own: Sequence[Path] | None = None  # stylesheets of the site's own
        self._plans: dict[str, Plan] = {}  # by the folder of the code, one for each language

    @classmethod
    def at(cls, root: Path) -> Site:
        """The one site of the project at ``root``, as it was at its last `refresh`."""
        if root not in cls._known:
            cls._known[root] = cls(Project(root))
        return cls._known[root]

    def refresh(self) -> None:
        """See what changed on disk, and forget all mistakes."""
        self.project.refresh()
        self.crossings.clear()
        self._plans.clear()
        self._own = None

    def figure(
        self,
        name: str,
        inputs: Mapping[str, Any],
        here: Diagnostic,
        url: str | None,
        caption: str = "",
        id: str = "",
        width: str = "",
        own_page: bool = False,
        framed: bool = False,
        shared: Sequence[str] = (),
    ) -> str:
        """The figure's HTML for a page at ``url``, or a `Mistake` at ``here``, or `Waiting`.

        Its ``id`` is the demo's name where left out, its ``width`` that of the text; ``shared`` are
        the controls that it has in common with other figures of the page. On a page that is the
        demo's own there is no link to that, unless the page is one for frames.
        """
        found, demo = self.project.usable(name, here)
        self.project.wait_for(demo.models.values())
        run = self.results.of(found)
        result = self.results.shown(run, inputs, here, own_page)
        if own_page and not framed and not self.project.serves:
            self.results.tried(run)
        if self.dry:
            return ""
        ahead = self.results.listing(run, inputs, result)
        try:
            app, size = self.app, self.plan.sizes[name]
        except NoRuntime as error:
            raise Mistake(replace(here, cause=str(error))) from None
        manifests = self.project.models()
        return render_figure(
            demo,
            name,
            inputs,
            result if id in ("", name) else apart(result, id),
            id=id or name,
            width=width,
            app_url=address(app, url),
            listed_url=address(f"{PLACE}/{listed.path(ahead)}", url) if ahead else "",
            page_url="" if own_page and not framed else address(self.own(name), url),
            page_place=self.own(name),
            frame_place=embeds.frame(name, self.home),
            caption_html=caption,
            models=[spec_of(manifests[model]) for model in dict.fromkeys(demo.models.values())],
            wheels=found.wheels,
            bytes=size,
            shared=shared,
            say=self.project.sentences,
        )

    def picture(self, name: str, inputs: Mapping[str, Any]) -> str:
        """Where the picture of what a demo shows is, from the site's root; "" where there is none.

        What is wrong with the demo is told where its figure stands.
        """
        found = self.project.demos[name]
        if self.dry or found.demo is None or self.project.faults(found):
            return ""
        try:
            self.project.wait_for(found.demo.models.values())
            digest = self.results.picture(self.results.of(found), inputs, self._sheets)
        except (Stopped, Waiting):
            return ""
        return f"{PLACE}/{thumbnail.path(digest)}" if digest else ""

    @property
    def _sheets(self) -> Sequence[str]:
        """What figures look like: the stylesheet of the page's code, then the site's own."""
        sheet = self._code[1][SHEET]
        assert isinstance(sheet, bytes)
        return [sheet.decode(), *(path.read_text("utf-8-sig", "replace") for path in self._files)]

    @property
    def _files(self) -> Sequence[Path]:
        """The stylesheets of the site's own."""
        if self._own is None:
            try:
                self._own = read(self.project.root).sheets
            except Mistake:  # its host tells
                self._own = ()
        return self._own

    def card(
        self, title: str, line: str, name: str, inputs: Mapping[str, Any] | None = None
    ) -> str:
        """The whole address of a page's social picture; "" where the site has none.

        Args:
            title: the page's.
            line: a sentence about it.
            name: the demo whose result is in it, "" for none.
            inputs: those of the demo's figure, where they are not its own.
        """
        if self.social is None or self.dry or self.project.serves:
            return ""
        project, found, result = self.project, self.project.demos.get(name), ""
        if found and found.demo and not project.faults(found):
            with suppress(Stopped):  # told where its figure stands
                run = self.results.of(found)
                result = self.results.html(run, inputs or found.demo.defaults)
        words, sheets, files = (title, line, self.social.name), self._sheets, self._files
        fonts = [path.read_bytes() for path in social.fonts_in(files)]
        digest = project.kept.card(
            [*(text.encode() for text in (*words, result, *sheets)), *fonts],
            project.store,
            lambda: social.card(*words, result, sheets, list(social.fonts_of(files))),
        )
        return f"{self.social.url}{PLACE}/{social.path(digest)}"

    def own(self, name: str) -> str:
        """Where a demo's own page is, from the site's root."""
        return f"{self.home}{ROOM}/{name}/"

    @property
    def code(self) -> str:
        """The folder of the page's code, from the site's root. `NoRuntime` as for `plan`."""
        return f"{PLACE}/{self._code[0]}"

    @property
    def _code(self) -> Code:
        """With what all demos bring that can be loaded, be their models there or not."""
        demos = (found for found in self.project.demos.values() if found.demo)
        return code(Runtime(self.runtime), demos, self.project.sentences)

    @property
    def app(self) -> str:
        """The file that tells a page about its figures, from the site's root."""
        return f"{PLACE}/{self.plan.app}"

    @property
    def plan(self) -> Plan:
        """The files of the site. `NoRuntime` where the browser's runtime is missing."""
        if (folder := self._code[0]) not in self._plans:
            project, manifests = self.project, self.project.models()
            working = [
                found
                for found in project.demos.values()
                if found.demo and manifests.keys() >= set(found.demo.models.values())
            ]
            runtime = Runtime(self.runtime)
            graphs = {found.name: self.results.graphs(self.results.of(found)) for found in working}
            shared = shared_from(self.runtime_url) if self.runtime_url else None
            self._plans[folder] = plan(
                working,
                manifests,
                graphs,
                project.store,
                runtime,
                self._code,
                project.root,
                shared,
            )
        return self._plans[folder]

    def pages(
        self, site_name: str, lang: str = "en", direction: str = "ltr"
    ) -> Iterator[tuple[str, str]]:
        """The path and the HTML of each demo's own page; none for one that can't run."""
        for name, demo in self._whole():
            path = f"{self.own(name)}index.html"
            yield path, self._page(name, demo, path, site_name, lang, direction)

    def embeds(
        self, site_name: str, lang: str = "en", direction: str = "ltr"
    ) -> Iterator[tuple[str, str]]:
        """The path and the text of what other sites load: scripts, and files for each demo."""
        yield from scripts().items()
        for name, demo in self._whole():
            place = embeds.frame(name, self.home)
            path = f"{place}index.html"
            yield path, self._page(name, demo, path, site_name, lang, direction, framed=True)
            if self.url:
                title, line = title_of(name, demo), plain(str(inline(demo.claim)))
                yield (
                    embeds.oembed(name, self.home),
                    told(
                        f"{self.url}{place}",
                        title,
                        site_name=site_name,
                        site_url=self.url,
                        picture=self.card(title, line, name),
                    ),
                )

    def _whole(self) -> Iterator[tuple[str, Demo]]:
        """The demos that can run, by name."""
        for name, found in self.project.demos.items():
            if found.demo is not None and not self.project.faults(found):
                yield name, found.demo

    def _page(
        self,
        name: str,
        demo: Demo,
        path: str,
        site_name: str,
        lang: str,
        direction: str,
        framed: bool = False,
    ) -> str:
        """The page at ``path`` that holds nothing but a demo's figure."""
        here = Diagnostic(self.project.show(self.project.demos[name].folder / "demo.py"), 1, "")
        try:
            figure = self.figure(name, demo.defaults, here, path, own_page=True, framed=framed)
        except Mistake as mistake:
            self.project.diagnostics.add(*mistake.diagnostics)
            figure = box(mistake.diagnostics)
        except Waiting as waiting:
            figure = waiting.box(self.project.sentences, name)
        return page(
            name,
            demo,
            figure,
            base=address(f"{self.code}/", path),
            site_name=site_name,
            lang=lang,
            direction=direction,
            image=partial(self.card, name=name),
            oembed=f"{self.url}{embeds.oembed(name, self.home)}" if self.url else "",
            framed=address(self.own(name), path) if framed else "",
        )

    def write(
        self,
        site: Path,
        site_name: str,
        lang: str = "en",
        direction: str = "ltr",
        others: Mapping[str, str] | None = None,
    ) -> None:
        """Put assets and the demos' pages into a built site, which is the end of a build.

        Args:
            others: the site's files that others make: what they are made of, by their path. None of
                them is replaced.
        """
        others = others or {}
        self.meet(others)
        words = (site_name, lang, direction)
        for path, text in chain(self.pages(*words), self.embeds(*words)):
            target = site / path
            if path in others:
                continue
            if (there := _other(site, target)) is not None:
                self.meet({path: self.project.show(there)})
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        more: dict[str, Source] = {}
        for other in self._plans.values():  # of languages that were built before
            more.update(other.files)
        self.plan.write(site, {**more, **self._named(site)})
        if not self.project.serves:
            self.project.runs.runners.close()
        tidy(self.project.store)  # now that the build has marked what it uses

    def meet(self, others: Mapping[str, str]) -> None:
        """Record which files of ``others`` (see `write`) are at an address of ours."""
        for name, found in self.project.demos.items():
            if source := others.get(f"{self.own(name)}index.html"):
                demo = self.project.show(found.folder / "demo.py")
                cause = (
                    f"it has the address of the page that livedemo makes for a demo ({demo}): "
                    f"{self.own(name)}. Rename one of them"
                )
                self.project.diagnostics.add(Diagnostic(source, 0, cause))
        for path, source in others.items():
            if path.startswith(f"{PLACE}/"):
                cause = f"{PLACE}/ is the folder of livedemo's own files. Move this one elsewhere"
                self.project.diagnostics.add(Diagnostic(source, 0, cause))
            elif path.startswith(room := f"{self.home}{embeds.ROOM}/"):
                cause = f"{room} is the folder of what other sites frame. Move this one elsewhere"
                self.project.diagnostics.add(Diagnostic(source, 0, cause))

    def _named(self, site: Path) -> dict[str, bytes | Path]:
        """The listed states and the pictures that the site's pages name, whoever rendered them."""
        kinds = "|".join(re.escape(each("DIGEST")) for each in _KEPT)
        pattern = re.compile(f"{PLACE}/({kinds.replace('DIGEST', '[0-9a-f]{64}')})")
        files: dict[str, bytes | Path] = {}
        for page_file in (path for path in site.rglob("*.html") if path.is_file()):
            text = page_file.read_text(encoding="utf-8", errors="replace")
            for path in pattern.findall(text):
                digest = PurePosixPath(path).name.partition(".")[0]
                if self.project.store.path(digest).is_file():
                    files[path] = self.project.store.path(digest)
        return files


def _other(site: Path, target: Path) -> Path | None:
    """What somebody else has put where one of our pages would be."""
    for folder in target.relative_to(site).parents:
        if (site / folder).is_file():
            return site / folder
    if target.is_dir():
        return target
    if target.suffix != ".html":  # a folder of ours has it; what authors put there is known
        return None
    ours = target.is_file() and OURS in target.read_text(encoding="utf-8", errors="replace")
    return target if target.is_file() and not ours else None
