"""``livedemo check``: all fences of all pages and all demos, without building anything."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from markdown import Markdown

from livedemo_site.diagnostics import Diagnostic, Mistake
from livedemo_site.markdown.extension import LiveDemoExtension
from livedemo_site.markdown.placeholders import Page
from livedemo_site.site import Site

# What may hold a fence on common sites; whether a site has them all matters little here.
_EXTENSIONS = ["admonition", "def_list", "footnotes", "md_in_html", "tables"]
_PYMDOWN = ["details", "superfences", "tabbed"]


def check(site: Site, docs: Path) -> int:
    """Run every demo as it stands and as every page under ``docs`` shows it.

    Mistakes are in the project's diagnostics. Returns the number of pages.
    """
    site.dry, project = True, site.project
    for name, found in project.demos.items():
        here = Diagnostic(project.show(found.folder / "demo.py"), 1, "")
        try:
            _, demo = project.usable(name, here)
            site.figure(name, demo.defaults, here, None, own_page=True)
        except Mistake as mistake:
            if found.demo:  # one that can't be loaded has been told already
                project.diagnostics.add(*mistake.diagnostics)
    extension = LiveDemoExtension(site)
    pymdown = [f"pymdownx.{name}" for name in _PYMDOWN] if find_spec("pymdownx") else []
    code = [] if pymdown else ["fenced_code"]
    pages = sorted(docs.rglob("*.md"))
    for file in pages:
        extension.page = Page(file, None)
        text = file.read_text(encoding="utf-8-sig")
        Markdown(extensions=[*_EXTENSIONS, *code, *pymdown, extension]).convert(text)
    project.diagnostics.add(*site.crossings.wrong())
    site.dry = False
    return len(pages)
