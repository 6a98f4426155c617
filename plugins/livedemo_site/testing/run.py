"""The tests of each demo: its golden view, odd texts, and the same in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from livedemo import some
from livedemo.demo import Demo

from livedemo_site.assets.runtime import NoRuntime
from livedemo_site.demos.discovery import Found
from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.site import Site
from livedemo_site.testing.browser import Pages, pages
from livedemo_site.testing.chromium import NoBrowser
from livedemo_site.testing.golden import FILE, held
from livedemo_site.testing.texts import TAG, texts

Say = Callable[[str], None]


class Tests:
    """Tests demos one by one; what fails is in the project's diagnostics.

    Args:
        update: write golden views anew.
        browser: use one where it is found.
        say: told of each demo, and of what could not be done.
    """

    __test__ = False  # for pytest

    def __init__(self, site: Site, update: bool, browser: bool, say: Say) -> None:
        self.site, self.update, self.browser, self.say = site, update, browser, say
        self.pages: Pages | None = None

    def run(self) -> int:
        """Test all demos of the project, and return their number."""
        chosen = list(self.site.project.demos)
        with ExitStack() as stack:
            if self.browser:
                try:
                    self.pages = stack.enter_context(pages(self.site))
                except (NoBrowser, NoRuntime) as error:
                    self.say(f"Nothing is compared with a real browser. {error}")
            for name in chosen:
                self._test(name)
        self.pages = None
        return len(chosen)

    def _test(self, name: str) -> None:
        project = self.site.project
        before = len(project.diagnostics)
        here = Diagnostic(project.show(project.demos[name].folder / "demo.py"), 1, "")
        try:
            found, demo = project.usable(name, here)
            done = list(self._done(found, demo, here))
        except Mistake as mistake:
            project.diagnostics.add(*mistake.diagnostics)
            done = []
        wrong = len(project.diagnostics) - before
        what = f"{wrong} mistake{'s' if wrong > 1 else ''}" if wrong else ", ".join(done)
        self.say(f"{name}: {what or 'it can not run'}")

    def _done(self, found: Found, demo: Demo, here: Diagnostic) -> Iterable[str]:
        """Each test, and in words what it was."""
        results, diagnostics = self.site.results, self.site.project.diagnostics
        run = results.of(found)
        html = results.shown(run, demo.defaults, here, own_page=True)
        golden = found.folder / FILE
        shown = self.site.project.show(golden)
        if wrong := held(golden, shown, found.name, html, self.update):
            diagnostics.add(wrong)
        yield "golden view written" if self.update else "golden view"
        compares = self.pages is not None and self.pages.has(found.name)
        same = compares and self._compare(found, None, html, here, "")
        stops: dict[Diagnostic, list[str]] = {}  # each once, with what it takes
        count = 0
        for control, what, inputs in texts(demo):
            given = f"{what} for {control}"
            count += 1
            try:
                html = results.shown(run, inputs, here, own_page=True)
            except Mistake as mistake:
                for each in mistake.diagnostics:
                    stops.setdefault(each, []).append(given)
                continue
            if f"<{TAG}>" in html:
                cause = (
                    f"with {given}: the text becomes a part of the page, which runs what it says"
                )
                diagnostics.add(replace(here, cause=cause, choices="Let a template escape it."))
            if same:  # one that is another altogether is told once
                self._compare(found, inputs, html, here, f"with {given}: ")
        for each, all_given in stops.items():
            diagnostics.add(replace(each, cause=f"with {some(all_given)}: {each.cause}"))
        if count:
            yield f"{count} odd texts"
        try:
            results.tried(run, whole=True)
        except Mistake as mistake:  # an odd text may have come to the same line
            lines = {each.place for each in stops}
            diagnostics.add(*(d for d in mistake.diagnostics if d.place not in lines))
        yield "the ends of its controls"
        if compares:
            yield "the same in a browser"

    def _compare(
        self,
        found: Found,
        inputs: Mapping[str, Any] | None,
        html: str,
        here: Diagnostic,
        given: str,
    ) -> bool:
        """Whether a browser, if there is one, shows the same."""
        change = self.pages.differs(found.name, inputs, html) if self.pages else None
        if change is not None:
            cause = f'{given}demo "{found.name}" is not the same in a browser: {change}'
            self.site.project.diagnostics.add(replace(here, cause=cause))
        return change is None
